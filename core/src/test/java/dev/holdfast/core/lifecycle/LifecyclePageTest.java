package dev.holdfast.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LifecyclePageTest {
    private static final Path PAGE = Path.of("..", "docs", "lifecycle.md");

    @Test
    void the_page_is_what_the_code_does() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, LifecyclePage.markdown());
        }

        assertThat(PAGE)
                .as("write it anew: ./mvnw -q test -pl core -Dtest=LifecyclePageTest -Ddocs.write=true")
                .content()
                .isEqualTo(LifecyclePage.markdown());
    }
}
