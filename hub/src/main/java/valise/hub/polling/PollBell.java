package valise.hub.polling;

import org.springframework.stereotype.Component;

/// Between those for whom something came due and who polls. A hint: what is due is on the disk.
@Component
final class PollBell {

  private volatile Runnable answer = () -> {};

  void answeredBy(Runnable whom) {
    answer = whom;
  }

  void ring() {
    answer.run();
  }
}
