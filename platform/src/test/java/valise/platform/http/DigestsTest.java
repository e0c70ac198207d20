package valise.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DigestsTest {

  private static final String MD5 = "md5=:AAAAAAAAAAAAAAAAAAAAAA==:";
  private static final String SHA = "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:";
  private final Digests md5 = Digests.NONE.withMd5(new byte[16]);
  private final Digests both = md5.withSha256(new byte[32]);

  @Test
  void sha256IsSentUnasked() {
    assertThat(both.field("")).hasValue(SHA);
    assertThat(both.field("sha-256=0")).isEmpty();
  }

  @Test
  void md5IsSentOnlyWhenAskedFor() {
    assertThat(md5.field("")).isEmpty();
    assertThat(md5.field("sha-256=10")).isEmpty();
    assertThat(md5.field("sha-256=10, md5=1")).hasValue(MD5);
    assertThat(md5.field("md5=0")).isEmpty();
  }

  @Test
  void ofTwoTheOneWantedMoreIsSent() {
    assertThat(both.field("md5=3, sha-256=2")).hasValue(MD5);
    assertThat(both.field("md5=3, sha-256=3")).hasValue(SHA);
    assertThat(both.field("md5=3, sha-256=0")).hasValue(MD5);
  }

  @Test
  void nonsenseIsIgnored() {
    assertThat(md5.field("md5=11, ,=,;")).isEmpty();
    assertThat(Digests.NONE.field("md5=5")).isEmpty();
  }
}
