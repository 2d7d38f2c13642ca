package mvi.start.up;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import mvi.engines.base.PlatformId;
import mvi.start.Home;
import mvi.start.ProcessUser;

/** The folders of the data folder, each with its owner and mode. */
final class Folders {
    private Folders() {}

    static void make(Home home, PlatformId platform) {
        make(home.root(), "rwx--x--x", 0);
        for (Path folder :
                List.of(
                        home.engine(),
                        home.certificateAuthority(),
                        home.logs(),
                        home.accesses(),
                        home.metrics(),
                        home.work())) {
            make(folder, "rwx------", 0);
        }
        make(home.certificateAuthority(), "rwx--x--x", 0);
        // The engine's runtime passes through it as the container's user.
        make(home.databases(), "rwx--x--x", 0);
        make(home.log(), "rwx------", 0);
        make(home.versions(), "rwxr-xr-x", 0);
        make(home.run(), "rwx--x--x", 0);
        int data = ProcessUser.data(platform).uid();
        int balance = ProcessUser.balance(platform).uid();
        make(home.data(), "rwx------", data);
        make(home.balance(), "rwx------", balance);
        make(home.run("data"), "rwx------", data);
        make(home.tls("data"), "rwx------", data);
        make(home.run("balance"), "rwx------", balance);
        make(home.tls("balance"), "rwx------", balance);
        make(home.run("control"), "rwx--x--x", 0);
        // Data's user goes through it to the socket that is its own.
        make(home.run("functions"), "rwx--x--x", 0);
    }

    private static void make(Path folder, String mode, int owner) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
            Files.setAttribute(folder, "unix:uid", owner);
            Files.setAttribute(folder, "unix:gid", owner);
        } catch (IOException failed) {
            throw new UncheckedIOException("can't make the folder " + folder, failed);
        }
    }
}
