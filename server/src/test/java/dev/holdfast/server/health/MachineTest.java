package dev.holdfast.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    @TempDir
    Path root;

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    private Machine machine() {
        return new Machine(root);
    }

    @Test
    void what_is_not_told_is_absent_and_never_zero() {
        assertThat(machine().openFiles()).isNull();
        assertThat(machine().openFilesLimit()).isNull();
        assertThat(machine().listenOverflows()).isNull();
        assertThat(machine().memoryKills()).isNull();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void this_machine_tells_of_open_files_and_overflows() {
        assertThat(Machine.THIS.openFiles()).isPositive();
        assertThat(Machine.THIS.openFilesLimit()).isGreaterThanOrEqualTo(Machine.THIS.openFiles());
        assertThat(Machine.THIS.listenOverflows()).isNotNegative();
    }

    @Test
    void the_soft_limit_is_read_and_not_the_hard_one() throws IOException {
        file("proc/self/limits", """
                Limit                     Soft Limit           Hard Limit           Units
                Max processes             1                    2                    processes
                Max open files            1024                 524288               files
                """);
        assertThat(machine().openFilesLimit()).isEqualTo(1024);
    }

    @Test
    void no_limit_is_no_number() throws IOException {
        file("proc/self/limits", "Max open files            unlimited            unlimited            files\n");
        assertThat(machine().openFilesLimit()).isNull();
    }

    @Test
    void overflows_stand_under_their_name() throws IOException {
        file("proc/self/net/netstat", """
                TcpExt: SyncookiesSent ListenOverflows ListenDrops
                TcpExt: 1 37 40
                IpExt: InNoRoutes InTruncatedPkts
                IpExt: 9 9
                """);
        assertThat(machine().listenOverflows()).isEqualTo(37);
    }

    @Test
    void kills_for_memory_are_read_of_the_own_group() throws IOException {
        file("proc/self/cgroup", "0::/system.slice/holdfast.service\n");
        file("sys/fs/cgroup/system.slice/holdfast.service/memory.events", "low 0\noom 4\noom_kill 3\n");
        assertThat(machine().memoryKills()).isEqualTo(3);
    }

    @Test
    void in_a_container_they_stand_at_the_top() throws IOException {
        file("proc/self/cgroup", "0::/kubepods/pod7\n");
        file("sys/fs/cgroup/memory.events", "oom_kill 2\n");
        assertThat(machine().memoryKills()).isEqualTo(2);
    }

    @Test
    void control_groups_of_version_1_tell_them_too() throws IOException {
        file("proc/self/cgroup", "9:cpu,cpuacct:/\n7:memory:/app\n1:name=systemd:/\n");
        file("sys/fs/cgroup/memory/app/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 5\n");
        assertThat(machine().memoryKills()).isEqualTo(5);
    }
}
