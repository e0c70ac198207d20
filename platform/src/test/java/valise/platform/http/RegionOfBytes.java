package valise.platform.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/// A region over bytes in memory, for tests.
public final class RegionOfBytes implements Region {

  private final byte[] bytes;

  public RegionOfBytes(byte... bytes) {
    this.bytes = bytes.clone();
  }

  @Override
  public long length() {
    return bytes.length;
  }

  @Override
  public void writeTo(OutputStream out, long offset, long length) throws IOException {
    Objects.checkFromIndexSize(offset, length, length());
    out.write(bytes, (int) offset, (int) length);
  }
}
