package valise.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What a server says of its polls, in its log.
record PollLines(Path log) {

  /// @param late milliseconds from due to asked
  record Poll(Instant at, long late, boolean ok) {}

  /// Those from a place in the log on.
  List<Poll> from(long place) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      long[] at = {0};
      return lines
          .filter(line -> {
            at[0] += line.length() + 1;
            return at[0] > place && line.startsWith("{") && line.contains("\"event\":\"poll\"");
          })
          .map(PollLines::poll)
          .toList();
    }
  }

  private static Poll poll(String line) {
    JsonNode json = Valise.JSON.readTree(line);
    return new Poll(
        Instant.parse(json.get("at").stringValue()),
        json.path("late_ms").longValue(),
        json.path("outcome").asString("").equals("ok"));
  }

  static List<Double> late(List<Poll> polls) {
    return polls.stream().map(poll -> (double) poll.late()).toList();
  }
}
