package valise.server;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import valise.platform.config.Settings;
import valise.server.data.Examination;
import valise.server.settings.AllSettings;

@Command(
    name = "doctor",
    description =
        "Prints the settings in force and where each comes from, and checks disk, database and"
            + " clock. Ends with status 1 when something is wrong.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

  @Mixin private Place place = new Place();

  @Override
  public Integer call() {
    AllSettings settings = place.settings();
    System.out.println("Settings");
    for (Settings.Explained one : settings.origins().explain()) {
      System.out.printf("  %-30s %-24s %s%n", one.name(), one.value(), one.source());
    }
    System.out.println("Checks");
    List<Examination.Finding> findings = Examination.of(settings.storage());
    for (Examination.Finding finding : findings) {
      System.out.printf("  %-8s %-12s %s%n", finding.verdict(), finding.what(), finding.detail());
    }
    return findings.stream().anyMatch(one -> one.verdict() == Examination.Verdict.WRONG) ? 1 : 0;
  }
}
