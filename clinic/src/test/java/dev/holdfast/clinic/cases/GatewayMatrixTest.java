package dev.holdfast.clinic.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.clinic.gateway.Behind;
import dev.holdfast.clinic.gateway.Cell;
import dev.holdfast.clinic.gateway.MatrixPage;
import dev.holdfast.clinic.gateway.Place;
import dev.holdfast.clinic.gateway.Row;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Expectation;
import dev.holdfast.core.cause.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Each thing that a man in the middle can see is played in each place, or it is written down why not.
class GatewayMatrixTest {
    private static final Path PAGE = Path.of("..", "docs", "gateway-matrix.md");
    private static final Map<String, ClinicCase> CASES =
            Cases.all().stream().collect(Collectors.toMap(ClinicCase::name, Function.identity()));

    static List<Row> rows() {
        return GatewayMatrix.rows();
    }

    private static Stream<Cell> in(Row row, Place place) {
        return row.cells().stream().filter(cell -> cell.place() == place);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_row_has_a_case_in_each_place_or_a_reason(Row row) {
        for (Place place : Place.values()) {
            assertThat(in(row, place)).as("%s, %s", row.what(), place).isNotEmpty();
        }
        assertThat(row.cells())
                .as(row.what())
                .allSatisfy(cell -> assertThat(cell.played() != null && cell.said() == null || cell.reason() != null)
                        .as("%s is the cause, or there is a reason", cell)
                        .isTrue());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_row_is_played_with_two_real_backends_or_there_is_a_reason(Row row) {
        Set<Behind> real = in(row, Place.NONE)
                .filter(cell -> cell.played() != null)
                .map(Cell::behind)
                .filter(Behind::real)
                .collect(Collectors.toSet());
        if (real.size() < 2) {
            assertThat(row.fewBackends()).as(row.what()).isNotBlank();
        } else {
            assertThat(row.fewBackends())
                    .as("no reason is needed for %s", row.what())
                    .isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_field_names_a_case_that_expects_what_it_says(Row row) {
        for (Cell cell : row.cells()) {
            if (cell.played() == null) {
                continue;
            }
            assertThat(CASES.keySet()).contains(cell.played());
            Expectation expected = CASES.get(cell.played()).expected();
            assertThat(expected.about()).as(cell.played()).isEqualTo(row.cause());
            Set<Cause> right = switch (expected) {
                case Expectation.Named(Cause about) -> Set.of(about);
                case Expectation.NotNamed(Cause _, Set<Cause> others) -> others;
                case Expectation.Healthy _ -> Set.of();
            };
            assertThat(right).as(cell.played()).containsExactly(cell.said() == null ? row.cause() : cell.said());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Behind.class,
            names = {"PROXY", "NOBODY"},
            mode = EnumSource.Mode.EXCLUDE)
    void each_backend_has_its_fields(Behind behind) {
        assertThat(rows().stream().flatMap(row -> row.cells().stream()).map(Cell::behind))
                .contains(behind);
    }

    @Test
    void no_two_rows_are_the_same() {
        assertThat(rows()).extracting(Row::what).doesNotHaveDuplicates().hasSizeGreaterThan(20);
    }

    @Test
    void the_page_is_what_the_cases_are() throws IOException {
        String page = new MatrixPage(rows()).markdown();
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE)
                .as("write it anew: ./mvnw -q test -pl clinic -am -Dtest=GatewayMatrixTest -Ddocs.write=true")
                .content()
                .isEqualTo(page);
    }
}
