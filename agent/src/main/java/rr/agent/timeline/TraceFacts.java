package rr.agent.timeline;

import java.util.List;

/**
 * What a picture says of the recording as a whole.
 *
 * @param state    in a few words, whether the trace is whole
 * @param exitCode as a shell shows it, -1: unknown
 * @param verified what replaying it has shown, in words
 * @param ordered  plain fields that raced before and are ordered in this recording
 * @param racing   those that are known to race now: later recordings order them
 * @param problems what is wrong with the trace
 */
public record TraceFacts(String trace, String command, String state, int exitCode, String verified, List<String> ordered, List<String> racing,
    List<String> problems) { }
