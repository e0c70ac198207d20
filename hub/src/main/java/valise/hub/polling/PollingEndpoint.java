package valise.hub.polling;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import valise.hub.ids.Caller;
import valise.hub.ids.InstanceId;
import valise.hub.instances.Instances;
import valise.hub.wire.Endpoint;

/// How it goes with what is watched.
@Endpoint
final class PollingEndpoint {

  private final Watching watching;
  private final Instances instances;

  PollingEndpoint(Watching watching, Instances instances) {
    this.watching = watching;
    this.instances = instances;
  }

  /// Ours: whether an instance's resources are asked for, and what is in the way.
  @GetMapping("/instances/{id:[0-9]+}/polling")
  List<Map<String, @Nullable Object>> of(Caller caller, @PathVariable("id") long id) {
    return watching.of(instances.find(caller, new InstanceId(id)).id()).stream()
        .map(PollingEndpoint::json)
        .toList();
  }

  /// What failed so often in a row that it is only tried once a day.
  @GetMapping("/instances/polling-disabled")
  List<Map<String, @Nullable Object>> paused(Caller caller) {
    return watching.paused(caller.account()).stream()
        .filter(watch ->
            instances
                .find(watch.instance())
                .filter(it -> caller.sees(it.organization(), it.account(), it.owner()))
                .isPresent())
        .map(PollingEndpoint::json)
        .toList();
  }

  private static Map<String, @Nullable Object> json(Watch watch) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("instanceId", watch.instance().value());
    json.put("objectType", watch.resource());
    json.put("minutes", watch.interval().toMillis() / 60_000.0);
    json.put("watching", watch.watching());
    json.put("paused", watch.paused());
    json.put("failures", watch.failures());
    json.put("lastError", watch.lastError().isEmpty() ? null : watch.lastError());
    json.put("lastSuccessDate", watch.okAt().map(Instant::toString).orElse(null));
    json.put("nextPollDate", watch.dueAt().toString());
    return json;
  }
}
