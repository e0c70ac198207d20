package valise.platform.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RenderLimitsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void theDefaultsAreWithinTheBounds() {
    assertThat(RenderLimits.defaults().children()).isEqualTo(1);
  }

  @Test
  void aLimitOutOfBoundsIsNamed() {
    assertThatThrownBy(() -> new RenderLimits(1, 1, 17, SECOND, SECOND, 1, 64))
        .hasMessage("children must be from 1 to 16, not 17");
    assertThatThrownBy(() -> new RenderLimits(1, 1, 1, Duration.ZERO, SECOND, 1, 64))
        .hasMessageContaining("patience");
  }
}
