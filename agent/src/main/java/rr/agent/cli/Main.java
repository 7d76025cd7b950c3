package rr.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import rr.agent.Nearest;
import rr.agent.Refusal;
import rr.runtime.trace.TraceUnusable;

/** The command line: {@code java -jar rr.jar COMMAND …}. One class per command. */
@Command(name = "rr", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
    description = "Records a Java program and runs it again exactly.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "2:wrong usage", "117:a replay diverged", "118:the trace or the environment cannot be used",
        "other:record and replay leave with the program's own code"})
public final class Main {
    /** Exit code for a command line that is not understood. */
    static final int WRONG_USAGE = 2;
    /** Exit code of a replay that diverged: RR_EXIT_DIVERGED of coordinator.h. */
    static final int DIVERGED = 117;

    private Main() {
    }

    /** Entry of a process that the agent starts from inner.jar, for a command that needs that jar alone. */
    public static void main(String[] arguments) {
        main(arguments, null, System.getProperty("java.class.path"), null);
    }

    /** Called by the launcher, inside the isolated loader. */
    public static void main(String[] arguments, String rrJar, String innerJar, String nativeLibrary) {
        Installation rr = new Installation(rrJar, innerJar, nativeLibrary);
        CommandLine commandLine = commandLine(rr);
        int code = arguments.length == 0 ? noCommand(commandLine) : commandLine.execute(arguments);
        commandLine.getOut().flush();
        commandLine.getErr().flush();
        System.exit(code);
    }

    static CommandLine commandLine(Installation rr) {
        CommandLine commandLine = new CommandLine(new Main())
            .addSubcommand(new RecordCommand(rr))
            .addSubcommand(new ReplayCommand(rr))
            .addSubcommand(new VerifyCommand(rr))
            .addSubcommand(new RacesCommand(rr))
            .addSubcommand(new InfoCommand())
            .addSubcommand(new LsCommand())
            .addSubcommand(new DumpCommand(rr))
            .addSubcommand(new TimelineCommand(rr))
            .addSubcommand(new RmCommand())
            .addSubcommand(new DemoCommand(rr))
            .addSubcommand(new PrepareCommand(rr))
            .addSubcommand(new HelpCommand());
        commandLine.setUsageHelpAutoWidth(true);
        commandLine.setParameterExceptionHandler((e, arguments) -> wrongUsage(e));
        commandLine.setExecutionExceptionHandler((e, command, result) -> failed(e, command));
        // What follows the first word of the recorded command belongs to that command.
        commandLine.getSubcommands().get("record").setStopAtPositional(true);
        return commandLine;
    }

    private static int noCommand(CommandLine commandLine) {
        commandLine.usage(commandLine.getErr());
        return WRONG_USAGE;
    }

    private static int failed(Exception e, CommandLine command) {
        boolean explained = e instanceof Refusal || e instanceof TraceUnusable;
        say(command.getErr(), explained ? e.getMessage() : command.getCommandSpec().qualifiedName() + ": found " + e
            + "; expected " + (e instanceof IOException ? "a file that can be used" : "no error") + "; do "
            + (e instanceof IOException ? "check its place, its owner and the room on its disk" : "report this with the command"));
        return Refusal.EXIT_CODE;
    }

    private static int wrongUsage(ParameterException e) {
        CommandLine command = e.getCommandLine();
        CommandSpec spec = command.getCommandSpec();
        PrintWriter err = command.getErr();
        String name = spec.qualifiedName();
        // A mistyped option may also leave a required word missing; the mistyped option is what to say.
        List<String> unmatched = e instanceof UnmatchedArgumentException ? ((UnmatchedArgumentException) e).getUnmatched()
            : command.getUnmatchedArguments();
        if (!unmatched.isEmpty()) {
            say(err, name + ": " + unknownWord(unmatched.get(0), command));
            return WRONG_USAGE;
        }
        say(err, name + ": found " + lowerFirst(e.getMessage()) + "; expected " + synopsis(command) + "; do see '" + name
            + " --help'");
        return WRONG_USAGE;
    }

    private static String unknownWord(String word, CommandLine command) {
        boolean option = word.startsWith("-");
        List<String> known = option ? options(command.getCommandSpec()) : commands(command);
        if (known.isEmpty()) {
            return "found '" + word + "' too much; expected no further word; do leave it out";
        }
        return "found unknown " + (option ? "option" : "command") + " '" + word + "'; expected one of "
            + String.join(", ", known) + "; do write '" + Nearest.to(word, known) + "'";
    }

    private static List<String> options(CommandSpec spec) {
        List<String> names = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            names.add(option.longestName());
        }
        return names;
    }

    private static List<String> commands(CommandLine command) {
        List<String> names = new ArrayList<>();
        command.getSubcommands().forEach((name, subcommand) -> {
            if (!subcommand.getCommandSpec().usageMessage().hidden()) {
                names.add(name);
            }
        });
        return names;
    }

    private static String synopsis(CommandLine command) {
        CommandLine.Help help = new CommandLine.Help(command.getCommandSpec(), CommandLine.Help.defaultColorScheme(
            CommandLine.Help.Ansi.OFF));
        return help.synopsis(0).trim().replace("\n", " ").replaceAll(" +", " ");
    }

    private static String lowerFirst(String text) {
        return Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    private static void say(PrintWriter err, String line) {
        err.println("rr: " + line.replace('\n', ' '));
        err.flush();
    }

    /** The version of this build. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"rr " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
