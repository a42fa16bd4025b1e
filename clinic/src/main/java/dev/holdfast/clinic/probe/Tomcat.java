package dev.holdfast.clinic.probe;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.tomcat.websocket.server.Constants;
import org.apache.tomcat.websocket.server.WsSci;

/// An echo of Tomcat, with the limits that it has unless somebody sets others.
final class Tomcat implements AutoCloseable {
    /// Logging holds its loggers weakly: kept, or the level is forgotten.
    private static final Logger LOGGER = Logger.getLogger("org.apache");

    private final org.apache.catalina.startup.Tomcat server;

    private Tomcat(org.apache.catalina.startup.Tomcat server) {
        this.server = server;
    }

    /// @param folder empty
    /// @param subprotocols that it speaks
    static Tomcat start(Path folder, String... subprotocols) throws LifecycleException {
        LOGGER.setLevel(Level.SEVERE);
        var server = new org.apache.catalina.startup.Tomcat();
        server.setBaseDir(folder.toString());
        server.setPort(0);
        server.getConnector().setProperty("address", "127.0.0.1");
        Context context = server.addContext("", folder.toString());
        // Without any servlet nothing is routed, not even to the filter that upgrades.
        org.apache.catalina.startup.Tomcat.addServlet(context, "default", new DefaultServlet());
        context.addServletMappingDecoded("/", "default");
        context.addServletContainerInitializer(new WsSci(), null);
        context.addServletContainerInitializer(
                (_, servlets) -> {
                    var container = (ServerContainer)
                            servlets.getAttribute(Constants.SERVER_CONTAINER_SERVLET_CONTEXT_ATTRIBUTE);
                    try {
                        container.addEndpoint(ServerEndpointConfig.Builder.create(Echo.class, "/ws")
                                .subprotocols(List.of(subprotocols))
                                .build());
                    } catch (jakarta.websocket.DeploymentException e) {
                        throw new jakarta.servlet.ServletException(e);
                    }
                },
                null);
        server.start();
        return new Tomcat(server);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), server.getConnector().getLocalPort());
    }

    @Override
    public void close() throws LifecycleException {
        server.stop();
        server.destroy();
    }

    /// Answers every message with itself.
    public static final class Echo extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(String.class, (MessageHandler.Whole<String>) message -> {
                try {
                    session.getBasicRemote().sendText(message);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }

        @Override
        public void onError(Session session, Throwable failure) {
            try {
                if (session.isOpen()) {
                    session.close(new CloseReason(CloseReason.CloseCodes.UNEXPECTED_CONDITION, ""));
                }
            } catch (IOException _) {
                // the probe has gone
            }
        }
    }
}
