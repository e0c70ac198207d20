package valise.server;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.springframework.context.support.GenericApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import valise.files.items.TreeCheck;
import valise.files.recycle.Housekeeping;
import valise.server.serve.Server;

@Command(
    name = "fsck",
    description =
        "Checks that the database and the stored files agree. Changes nothing, works beside a"
            + " running server, and ends with status 1 when something is damaged.",
    mixinStandardHelpOptions = true)
final class FsckCommand implements Callable<Integer> {

  @Mixin private Place place = new Place();

  @Option(names = "--deep", description = "Read every byte and compare its checksums, too.")
  private boolean deep;

  @Override
  public Integer call() throws IOException {
    try (GenericApplicationContext features = Server.features(place.existing())) {
      TreeCheck.Summary summary =
          features
              .getBean(TreeCheck.class)
              .check(
                  deep,
                  Housekeeping.GRACE,
                  finding ->
                      System.out.println(
                          finding.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
                              + ": "
                              + finding.what()));
      System.out.printf(
          "%d items and %d stored files looked at, %s.%n",
          summary.items(),
          summary.blobs(),
          summary.findings() == 0 ? "no damage" : summary.findings() + " findings");
      return summary.findings() == 0 ? 0 : 1;
    }
  }
}
