package valise.server;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import valise.server.serve.FirstWords;
import valise.server.serve.Server;
import valise.server.settings.AllSettings;

@Command(
    name = "serve",
    description =
        "Starts the server. The first start makes the data folder, an account and its administrator.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

  /// Not a status: the process goes on.
  static final int SERVING = -1;

  @Mixin private Place place = new Place();

  @Option(names = "--port", paramLabel = "PORT", description = "The port to listen on; 8080.")
  private @Nullable Integer port;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "The address to listen on; 127.0.0.1. 0.0.0.0 means all.")
  private @Nullable String host;

  @Option(
      names = "--allow-private-callbacks",
      description = "Let users have this machine and its private networks called.")
  private boolean privateCallbacks;

  @Override
  public Integer call() {
    Map<String, String> given = new HashMap<>();
    Optional.ofNullable(port).ifPresent(number -> given.put("port", number.toString()));
    Optional.ofNullable(host).ifPresent(name -> given.put("host", name));
    if (privateCallbacks) {
      given.put("allow-private-callbacks", "true");
    }
    AllSettings settings = place.settings(given);
    Server server = Server.start(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
    PrintStream out = System.out;
    server.tellFirstFacts(
        facts -> out.print(FirstWords.of(facts, settings.storage().firstStartFile())));
    out.println("valise is listening on " + server.url());
    out.flush();
    return SERVING;
  }
}
