package rr.recorder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folders of other builds of rr beside that of this one. Each holds some 90 MB and is of no use once its rr.jar is gone, so only those that
 * were used last are kept. What is in use by a running recording was used lately.
 */
public final class OldBuilds {
    private static final int KEPT = 3;
    private static final Duration IN_USE = Duration.ofHours(2);
    private static final Duration FORGOTTEN = Duration.ofDays(30);
    private static final String BUILD_ID = "[0-9a-f]{64}";
    private static final String REMOVED = ".removed-";

    private OldBuilds() {}

    /** Says that this build was used now. */
    public static void use(Path folder) {
        try {
            Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
        } catch (IOException e) {
            // It counts as older than it is: at worst it is unpacked once more.
        }
    }

    /** Removes what is not needed any more; what cannot be removed stays. */
    public static void remove(Path ownFolder) {
        List<Path> others = new ArrayList<>();
        try (Stream<Path> all = Files.list(ownFolder.getParent())) {
            for (Path each : all.toList()) {
                String name = each.getFileName().toString();
                if (name.startsWith(REMOVED)) {
                    delete(each); // somebody was killed at it
                } else if (!each.equals(ownFolder) && name.matches(BUILD_ID) && Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                    others.add(each);
                }
            }
        } catch (IOException e) {
            return;
        }
        others.sort(Comparator.comparing(OldBuilds::lastUse).reversed());
        Instant now = Instant.now();
        for (int i = 0; i < others.size(); i++) {
            Instant used = lastUse(others.get(i));
            if (used.isBefore(now.minus(i < KEPT ? FORGOTTEN : IN_USE))) {
                delete(others.get(i));
            }
        }
    }

    private static Instant lastUse(Path folder) {
        try {
            return Files.getLastModifiedTime(folder).toInstant();
        } catch (IOException e) {
            return Instant.MIN;
        }
    }

    /** Renames first: nobody finds half a build under its name. */
    private static void delete(Path folder) {
        try {
            Path removed = folder;
            if (!folder.getFileName().toString().startsWith(REMOVED)) {
                removed = Files.move(folder, folder.resolveSibling(REMOVED + ProcessHandle.current().pid() + "-" + folder.getFileName()));
            }
            try (Stream<Path> files = Files.walk(removed)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // Another process is at it, or it is not ours: the next one tries again.
        }
    }
}
