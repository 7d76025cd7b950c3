package rr.samples;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.Location;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.LocatableEvent;
import com.sun.jdi.event.StepEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.StepRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import rr.samples.harness.Finished;
import rr.samples.harness.GuestRun;
import rr.samples.monitors.TwoThreadsOneLock;

/** A replay under a debugger that stops and steps, line by line, through both threads: it goes on as recorded. */
class DebuggerIT {
    private static final String GUEST = TwoThreadsOneLock.class.getName();
    /** Enough to pass the loop's monitor enter and exit, and calls, several times. */
    private static final int STEPS = 60;
    /** As debuggers do unless told otherwise. Nothing of rr is among them. */
    private static final List<String> STEPPED_OVER = List.of("java.*", "javax.*", "sun.*", "com.sun.*", "jdk.internal.*");
    private static final int ATTEMPTS = 600;
    private static final int PAUSE_MILLIS = 100;

    @Test
    void stepping() throws Exception {
        try (GuestRun run = GuestRun.inDefaultConfiguration("DebuggerIT.stepping")) {
            List<String> plain = run.plainCommand(List.of(), GuestRun.classPath(), List.of(GUEST));
            Finished recorded = run.run("recording", run.recordCommand(plain, 1));
            int port = freePort();
            CompletableFuture<List<String>> stops = CompletableFuture.supplyAsync(() -> debug(port));
            Finished replayed = run.run("replay", run.rr("replay", "--quiet", "--debug=127.0.0.1:" + port, run.trace(1).toString()));
            run.assertEqual("replay with a debugger", replayed, recorded);
            List<String> seen = stops.get();
            if (seen.size() != STEPS + 1 || seen.stream().anyMatch(line -> line.startsWith("rr.runtime")) || new TreeSet<>(seen).size() < 3) {
                throw run.failure("the debugger stopped at " + seen);
            }
            run.succeed();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Attaches, stops where the loop takes the lock, steps, and lets go; the class and line of each stop. */
    private static List<String> debug(int port) {
        List<String> stops = new ArrayList<>();
        try {
            VirtualMachine vm = attach(port);
            ClassPrepareRequest prepared = vm.eventRequestManager().createClassPrepareRequest();
            prepared.addClassFilter(GUEST);
            prepared.enable();
            vm.resume();
            for (boolean connected = true; connected;) {
                EventSet events = vm.eventQueue().remove();
                for (Event event : events) {
                    connected &= !(event instanceof VMDisconnectEvent);
                    react(vm, event, stops);
                }
                events.resume();
            }
        } catch (IOException | IllegalConnectorArgumentsException | AbsentInformationException failure) {
            throw new IllegalStateException("after " + stops, failure);
        } catch (InterruptedException failure) {
            Thread.currentThread().interrupt();
        }
        return stops;
    }

    private static VirtualMachine attach(int port) throws IOException, IllegalConnectorArgumentsException, InterruptedException {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(each -> each.name().equals("com.sun.jdi.SocketAttach")).findFirst().orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(Integer.toString(port));
        for (int attempt = 1;; attempt++) {
            try {
                return connector.attach(arguments);
            } catch (IOException notYet) {
                if (attempt == ATTEMPTS) {
                    throw notYet;
                }
                Thread.sleep(PAUSE_MILLIS); // nothing to wait on: the process says nothing when it listens
            }
        }
    }

    private static void react(VirtualMachine vm, Event event, List<String> stops) throws AbsentInformationException {
        if (event instanceof ClassPrepareEvent prepared) {
            vm.eventRequestManager().createBreakpointRequest(lineOfLoop(prepared.referenceType())).enable();
        } else if (event instanceof BreakpointEvent || event instanceof StepEvent) {
            ThreadReference thread = ((LocatableEvent) event).thread();
            Location at = ((LocatableEvent) event).location();
            stops.add(at.declaringType().name() + ":" + at.lineNumber());
            if (event instanceof BreakpointEvent) {
                vm.eventRequestManager().deleteAllBreakpoints();
                StepRequest step = vm.eventRequestManager().createStepRequest(thread, StepRequest.STEP_LINE, StepRequest.STEP_INTO);
                STEPPED_OVER.forEach(step::addClassExclusionFilter);
                step.setSuspendPolicy(EventRequest.SUSPEND_ALL);
                step.enable();
            } else if (stops.size() > STEPS) {
                event.request().disable();
            }
        }
    }

    /** In the threads' body, the first line after the one that begins its loop. */
    private static Location lineOfLoop(ReferenceType guest) throws AbsentInformationException {
        return guest.methods().stream().filter(method -> method.name().startsWith("lambda$main$")).findFirst().orElseThrow()
                .allLineLocations().get(1);
    }
}
