package valise.files.shares;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import valise.platform.http.Region;

/// Bytes that give a sign of life from time to time while they flow.
record LivingRegion(Region region, Duration every, InstantSource clock, Runnable sign)
    implements Region {

  @Override
  public long length() {
    return region.length();
  }

  @Override
  public void writeTo(OutputStream out, long offset, long length) throws IOException {
    region.writeTo(new Beating(out), offset, length);
  }

  private final class Beating extends FilterOutputStream {

    private Instant last = clock.instant();

    private Beating(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      Instant now = clock.instant();
      if (now.isAfter(last.plus(every))) {
        last = now;
        sign.run();
      }
    }
  }
}
