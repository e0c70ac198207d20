package valise.hub.delivery;

import java.time.Instant;

/// What came of sending a delivery once.
///
/// @param number counted from 1
/// @param status of the answer, 0 when there was none
/// @param answer the beginning of what the receiver said, when it refused
public record Attempt(
    int number, Instant beganAt, int millis, int status, String outcome, String answer) {}
