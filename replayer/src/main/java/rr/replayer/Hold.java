package rr.replayer;

/**
 * An order that the recording does not tell: what a lane does behind one of its events, up to the next one, comes only when another lane has
 * done so many events. A hold that contradicts what was recorded gives way.
 *
 * @param lane  the lane that waits
 * @param event behind which of its events
 * @param after the lane that comes first
 * @param count how many events that one has done then
 */
public record Hold(int lane, long event, int after, long count) {}
