package rr.samples.harness;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Runs the guest of a {@link Guest} method in its configurations. */
final class GuestExtension implements TestTemplateInvocationContextProvider {
    private static final Pattern WARNING = Pattern.compile("(?m)^(.* VM warning: .*|WARNING: .*|\\[.*\\]\\[warning\\].*|rr: .*)$");

    static boolean isLong() {
        return Boolean.getBoolean("rr.long");
    }

    /** {@code -Drr.plain=true}: the guests alone, without rr, to see that they behave. */
    private static boolean isPlain() {
        return Boolean.getBoolean("rr.plain");
    }

    static List<Configuration> configurations(Guest guest) {
        List<Jdk> jdks = Jdk.all();
        if (isLong()) {
            return jdks.stream().flatMap(jdk -> Configuration.matrix(jdk).stream()).toList();
        }
        return Configuration.rotating(guest.main().getSimpleName() + Arrays.toString(guest.args()), jdks);
    }

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Guest guest = context.getRequiredTestMethod().getAnnotation(Guest.class);
        return configurations(guest).stream().map(configuration -> new Invocation(guest, configuration));
    }

    private record Invocation(Guest guest, Configuration configuration) implements TestTemplateInvocationContext, InvocationInterceptor {
        @Override
        public String getDisplayName(int index) {
            return configuration.toString();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public void interceptTestTemplateMethod(
                InvocationInterceptor.Invocation<Void> body, ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
            tableAtTheEnd(context);
            String name = context.getRequiredTestClass().getSimpleName() + "." + context.getRequiredTestMethod().getName();
            try (GuestRun run = new GuestRun(name, configuration)) {
                check(run.timeoutSeconds(guest.timeoutSeconds()));
                body.proceed();
                run.succeed();
            }
        }

        private static void tableAtTheEnd(ExtensionContext context) {
            context.getRoot().getStore(ExtensionContext.Namespace.create(FidelityTable.class))
                .getOrComputeIfAbsent("table", key -> (AutoCloseable) FidelityTable::write);
        }

        private void check(GuestRun run) throws IOException {
            List<String> plain = run.plainCommand(vm(), GuestRun.classPath(), mainAndArguments());
            Path stdin = null;
            if (!guest.stdin().isEmpty()) {
                stdin = Files.writeString(run.folder().resolve("stdin"), guest.stdin());
            }
            if (isPlain()) {
                checkEnd(run, "plain", run.run("plain", plain, stdin));
                return;
            }
            for (int recording = 1; recording <= recordings(); recording++) {
                Finished recorded = run.run("recording-" + recording, run.recordCommand(plain, recording), stdin);
                checkEnd(run, "recording-" + recording, recorded);
                for (int replay = 1; replay <= guest.replays(); replay++) {
                    String name = "replay-" + recording + "-" + replay;
                    run.assertEqual(name, run.run(name, run.replayCommand(run.trace(recording))), recorded);
                }
                GuestRun.delete(run.trace(recording)); // equal: the next recording may have the space
            }
        }

        private List<String> vm() {
            List<String> vm = new ArrayList<>(List.of(guest.vm()));
            if (configuration.jdk().feature() >= 24) {
                vm.addAll(List.of(guest.vmSince24()));
            }
            return vm;
        }

        private List<String> mainAndArguments() {
            List<String> words = new ArrayList<>();
            words.add(guest.main().getName());
            words.addAll(List.of(guest.args()));
            return words;
        }

        private int recordings() {
            if (!isLong()) {
                return guest.recordings();
            }
            return guest.longRecordings() > 0 ? guest.longRecordings() : Guest.LONG_FACTOR * guest.recordings();
        }

        /** The program must have ended as it does by itself, and neither rr nor the VM may have said anything. */
        private void checkEnd(GuestRun run, String name, Finished recorded) {
            if (Arrays.stream(guest.exit()).noneMatch(exit -> exit == recorded.exit())) {
                throw run.failure(name + " ended with " + recorded.exit() + ", expected " + Arrays.toString(guest.exit()) + "\n" + recorded.errText());
            }
            for (String text : List.of(recorded.outText(), recorded.errText())) {
                WARNING.matcher(text).results().findFirst().ifPresent(warning -> {
                    throw run.failure(name + " printed a line that the program does not print: " + warning.group());
                });
            }
        }
    }
}
