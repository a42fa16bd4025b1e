package dev.holdfast.clinic.part;

import java.net.URI;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A page in a real browser.
public final class Page implements AutoCloseable {
    private final Browser browser;
    private final String id;

    Page(Browser browser, String id) {
        this.browser = browser;
        this.id = id;
    }

    public Page open(URI address) throws Exception {
        browser.ask(command("goto").put("url", address.toString()));
        return this;
    }

    /// Evaluates an expression in the page; a promise is waited for.
    public JsonNode evaluate(String expression) throws Exception {
        return browser.ask(command("evaluate").put("js", expression));
    }

    /// What stood in its console.
    public JsonNode console() throws Exception {
        return browser.ask(command("console"));
    }

    public void reload() throws Exception {
        browser.ask(command("reload"));
    }

    public void back() throws Exception {
        browser.ask(command("back"));
    }

    /// Closes its tab, as its user does.
    public void closeTab() throws Exception {
        browser.ask(command("close"));
    }

    /// Another tab of the same profile. Chromium only.
    public Page tab() throws Exception {
        return new Page(browser, browser.ask(command("tab")).asString());
    }

    /// Takes it off the network, or back. Chromium only.
    public void offline(boolean on) throws Exception {
        browser.ask(command("offline").put("on", on));
    }

    /// A command of the DevTools protocol. Chromium only.
    public JsonNode devTools(String method, Map<String, Object> parameters) throws Exception {
        ObjectNode command = command("cdp").put("method", method);
        command.putPOJO("params", parameters);
        return browser.ask(command);
    }

    private ObjectNode command(String what) {
        return Browser.command(what).put("page", id);
    }

    @Override
    public void close() throws Exception {
        if (browser.alive()) {
            browser.ask(command("end"));
        }
    }
}
