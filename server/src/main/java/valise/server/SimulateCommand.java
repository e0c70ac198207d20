package valise.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import valise.hub.simulators.dropbox.DropboxSimulator;
import valise.server.serve.CannotStartException;

@Command(
    name = "simulate",
    description = {
      "Plays a provider on this machine, so that the hub can be tried without an account there.",
      "What it holds lasts as long as it runs."
    },
    mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {

  /// Who can be played.
  enum Who {
    DROPBOX
  }

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "PROVIDER", description = "Who to play: ${COMPLETION-CANDIDATES}.")
  private Who who = Who.DROPBOX;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where to listen, on the loopback only. Default: ${DEFAULT-VALUE}.")
  private int port = 8090;

  @Option(
      names = "--webhook",
      paramLabel = "URL",
      description = "The address of the app's webhook, which must echo the challenge.")
  private @Nullable URI webhook;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = Optional.ofNullable(spec).orElseThrow().commandLine().getOut();
    try (DropboxSimulator dropbox = start()) {
      out.printf(
          """
          %s listens at %s

            client id       %s
            client secret   %s

          The hub uses it with "dropbox.site": "%s" in an instance's configuration,
          and with siteAddress=%s at /elements/dropbox/oauth/url
          (ask for token_access_type=offline, or the leave ends after four hours).
          The hub's server must be started with --allow-private-callbacks.
          """,
          "Dropbox", dropbox.uri(), dropbox.key(), dropbox.secret(), dropbox.uri(), dropbox.uri());
      if (webhook != null && !dropbox.registerWebhook(webhook)) {
        out.println("The webhook did not echo the challenge and is not called.");
      }
      out.flush();
      // Until the process is told to end.
      new CountDownLatch(1).await();
    }
    return 0;
  }

  private DropboxSimulator start() throws IOException {
    try {
      return switch (who) {
        case DROPBOX ->
            DropboxSimulator.start(
                port, InstantSource.system(), "simulated-app", "simulated-secret");
      };
    } catch (BindException e) {
      throw new CannotStartException("Port " + port + " is taken; choose another with --port.");
    }
  }
}
