package valise.platform.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valise.platform.render.Rendering.MediaType;
import valise.platform.render.Rendering.Thumbnail;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RendererTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  /// Lossless, 40 x 20 pixels, the left half green, the right half transparent.
  private static final String WEBP =
      "5249464626000000574542505650384c190000002f27c004100f30ff11f31f0c8100e1c07fad010111fd8f12f600";

  @TempDir Path folder;
  private final List<Renderer> opened = new ArrayList<>();
  private Path work;
  private Path input;
  private Path large;
  private Path small;

  @BeforeEach
  void paths() throws IOException {
    work = folder.resolve("work");
    Path outputs = Files.createDirectory(folder.resolve("out"));
    input = folder.resolve("blob");
    large = outputs.resolve("large");
    small = outputs.resolve("small");
  }

  @AfterEach
  void close() {
    opened.forEach(Renderer::close);
  }

  @Test
  void everyKindOfPictureIsRenderedByOneChild() throws Exception {
    Renderer renderer = renderer(limits());
    for (String format : List.of("jpeg", "png", "gif")) {
      ImageIO.write(photo(1200, 800), format, input.toFile());
      assertThat(render(renderer))
          .as(format)
          .isEqualTo(
              new Rendering.Done(
                  Map.of(
                      600, new Thumbnail(600, 400, MediaType.JPEG),
                      75, new Thumbnail(75, 50, MediaType.JPEG)),
                  1));
      BufferedImage written = ImageIO.read(large.toFile());
      assertThat(written.getWidth()).isEqualTo(600);
      assertThat(new Color(written.getRGB(300, 200)).getRed()).isGreaterThan(240);
    }

    Files.write(input, HexFormat.of().parseHex(WEBP));
    assertThat(render(renderer))
        .isEqualTo(
            new Rendering.Done(
                Map.of(
                    600, new Thumbnail(40, 20, MediaType.PNG),
                    75, new Thumbnail(40, 20, MediaType.PNG)),
                1));

    Files.delete(input);
    try (PDDocument document = new PDDocument()) {
      document.addPage(new PDPage());
      document.save(input.toFile());
    }
    assertThat(render(renderer))
        .isEqualTo(
            new Rendering.Done(
                Map.of(
                    600, new Thumbnail(464, 600, MediaType.JPEG),
                    75, new Thumbnail(58, 75, MediaType.JPEG)),
                1));
    assertThat(children()).hasSize(1);
    assertOnlyOutputs("large", "small");
  }

  @Test
  void whatWasThereBeforeIsReplacedWhole() throws Exception {
    Files.write(large, new byte[1 << 20]);
    ImageIO.write(photo(100, 100), "png", input.toFile());

    assertThat(render(renderer(limits()))).isInstanceOf(Rendering.Done.class);

    assertThat(Files.size(large)).isLessThan(10_000);
    assertThat(ImageIO.read(large.toFile()).getWidth()).isEqualTo(100);
  }

  @Test
  void textCalledAPictureIsUnsupported() throws Exception {
    input = folder.resolve("holiday.jpg");
    Files.writeString(input, "Dear all,\n");

    assertThat(render(renderer(limits())))
        .isInstanceOfSatisfying(
            Rendering.Unsupported.class,
            it -> assertThat(it.reason()).isEqualTo(Rendering.Unsupported.Reason.UNKNOWN_KIND));
    assertOnlyOutputs();
  }

  @Test
  void aDamagedPictureIsUnsupportedAndTheChildGoesOn() throws Exception {
    Renderer renderer = renderer(limits());
    Files.write(input, new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0, 0, 16});
    Rendering damaged = render(renderer);
    List<ProcessHandle> before = children();
    ImageIO.write(photo(100, 100), "png", input.toFile());

    assertThat(damaged)
        .isInstanceOfSatisfying(
            Rendering.Unsupported.class,
            it -> assertThat(it.reason()).isEqualTo(Rendering.Unsupported.Reason.DAMAGED));
    assertThat(render(renderer)).isInstanceOf(Rendering.Done.class);
    assertThat(children()).isEqualTo(before);
  }

  @Test
  void tooManyPixelsAreRefused() throws Exception {
    ImageIO.write(photo(101, 100), "png", input.toFile());
    RenderLimits limits = new RenderLimits(1 << 20, 10_000, 1, LONG, LONG, 200, 192);

    assertThat(render(renderer(limits)))
        .isInstanceOfSatisfying(
            Rendering.Refused.class,
            it -> assertThat(it.reason()).isEqualTo(Rendering.Refused.Reason.TOO_MANY_PIXELS));
  }

  @Test
  void tooManyBytesAreRefusedWithoutStartingAnything() throws Exception {
    Files.write(input, new byte[1001]);
    RenderLimits limits = new RenderLimits(1000, 10_000, 1, LONG, LONG, 200, 192);

    assertThat(render(renderer(limits)))
        .isEqualTo(
            new Rendering.Refused(Rendering.Refused.Reason.TOO_LARGE, "1001 bytes, at most 1000"));
    assertThat(children()).isEmpty();
  }

  @Test
  void aPictureThatNeedsMoreHeapThanThereIsKillsOnlyItsChild() throws Exception {
    Renderer renderer = renderer(new RenderLimits(1 << 30, 100_000_000, 1, LONG, LONG, 200, 16));
    ImageIO.write(photo(3600, 3600), "png", input.toFile());
    Rendering tooMuch = render(renderer);
    ImageIO.write(photo(100, 100), "png", input.toFile());

    assertFailed(tooMuch, Rendering.Failed.Reason.OUT_OF_MEMORY);
    assertThat(render(renderer)).isInstanceOf(Rendering.Done.class);
  }

  @Test
  void aPictureThatWouldBeKeptWholeOutsideTheHeapIsRefused() throws Exception {
    // Progressive, 10,000 x 10,000 pixels at 6 bytes each; all its decoder sees before it asks for
    // the memory is the header.
    byte[] jpeg = progressive(photo(64, 64));
    int frame = indexOf(jpeg, (byte) 0xFF, (byte) 0xC2);
    for (int at : new int[] {frame + 5, frame + 7}) {
      jpeg[at] = 10_000 >> 8;
      jpeg[at + 1] = (byte) 10_000;
    }
    jpeg[frame + 11] = 0x11; // the brightness in no finer a grid than the colours
    Files.write(input, jpeg);

    assertThat(render(renderer(limits())))
        .isEqualTo(
            new Rendering.Refused(
                Rendering.Refused.Reason.TOO_MANY_PIXELS,
                "more memory than this process may have"));
  }

  @ParameterizedTest
  @CsvSource({
    "be killed, CRASHED",
    "recurse, CRASHED",
    "exit, CRASHED",
    "babble, CRASHED",
    "lie, CRASHED",
    "eat, OUT_OF_MEMORY",
  })
  void whateverAChildDoesTheNextPictureIsRendered(String order, Rendering.Failed.Reason reason)
      throws Exception {
    Renderer renderer = misbehaving(limits());

    assertFailed(order(renderer, order), reason);
    assertOnlyOutputs();
    assertThat(order(renderer, "behave")).isInstanceOf(Rendering.Done.class);
  }

  @Test
  void aChildThatHangsIsKilledWithAllItStarted() throws Exception {
    Renderer renderer = misbehaving(impatient());
    Path pid = folder.resolve("pid");

    assertFailed(
        order(renderer, "hang with a grandchild", pid.toString()),
        Rendering.Failed.Reason.TIMED_OUT);

    assertThat(children()).isEmpty();
    assertDies(Long.parseLong(Files.readString(pid)));
    assertOnlyOutputs();
  }

  @Test
  void whatALibraryPrintsDoesNotReachTheProtocol() throws Exception {
    assertThat(order(misbehaving(limits()), "print")).isInstanceOf(Rendering.Done.class);
  }

  @Test
  void aChildFetchesNothing() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";

      assertThat(order(misbehaving(limits()), "fetch", url))
          .isEqualTo(
              new Rendering.Unsupported(
                  Rendering.Unsupported.Reason.DAMAGED,
                  "java.io.IOException: This process does not speak http  "));
      assertThat(requests).hasValue(0);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aChildKnowsNothingOfOurEnvironment() throws Exception {
    assertThat(System.getenv()).containsKey("PATH");

    order(misbehaving(limits()), "environment");

    // The last three are the shell's own doing.
    assertThat(Files.readAllLines(large))
        .isSubsetOf("LANG", "LC_ALL", "LC_CTYPE", "PWD", "OLDPWD", "SHLVL", "_");
  }

  @Test
  void troubleWithOurFilesIsAnExceptionNotAnOutcome() throws Exception {
    Renderer renderer = misbehaving(limits());

    assertThatThrownBy(() -> order(renderer, "fail to write"))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");
    assertThatThrownBy(() -> renderer.render(folder.resolve("gone"), Map.of(75, small)))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> renderer.render(input, Map.of(75, folder.resolve("gone/small"))))
        .isInstanceOf(NoSuchFileException.class);
    assertOnlyOutputs();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aChildThatWritesAndWritesIsStopped() throws Exception {
    assertThatThrownBy(() -> order(misbehaving(limits()), "fill the disk"))
        .isInstanceOf(IOException.class)
        .hasMessageMatching("stopped at (32|64) MiB");
    assertOnlyOutputs();
  }

  @Test
  void oneChildServesManyAndIsThenReplaced() throws Exception {
    Renderer renderer = misbehaving(new RenderLimits(1 << 20, 1_000, 1, LONG, LONG, 2, 64));

    List<String> served = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      order(renderer, "behave");
      served.add(Files.readString(large));
    }

    assertThat(served.get(1)).isEqualTo(served.get(0));
    assertThat(served.get(2)).isNotEqualTo(served.get(0));
    assertThat(served.get(3)).isEqualTo(served.get(2));
    assertThat(children()).isEmpty();
  }

  @Test
  void aChildWithoutWorkIsEnded() throws Exception {
    Renderer renderer =
        misbehaving(new RenderLimits(1 << 20, 1_000, 1, LONG, Duration.ofMillis(1), 200, 64));
    order(renderer, "behave");

    assertDies(Long.parseLong(Files.readString(large)));

    assertThat(order(renderer, "behave")).isInstanceOf(Rendering.Done.class);
  }

  @Test
  void aChildThatDiedWithoutWorkIsNoticed() throws Exception {
    Renderer renderer = misbehaving(limits());
    order(renderer, "behave");
    long first = Long.parseLong(Files.readString(large));
    ProcessHandle.of(first).orElseThrow().destroyForcibly();
    assertDies(first);

    assertThat(order(renderer, "behave")).isInstanceOf(Rendering.Done.class);
  }

  @Test
  void anInterruptedCallerLeavesNoChildBehind() throws Exception {
    Renderer renderer = misbehaving(limits());
    Path pipe = pipe();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> caller = threads.submit(() -> order(renderer, "tell and hang", pipe.toString()));
      long child = Long.parseLong(Files.readString(pipe));
      caller.cancel(true);

      assertDies(child);
    }
    assertOnlyOutputs();
    assertThat(order(renderer, "behave")).isInstanceOf(Rendering.Done.class);
  }

  @Test
  void twoChildrenWorkAtTheSameTime() throws Exception {
    Renderer renderer = misbehaving(new RenderLimits(1 << 20, 1_000, 2, LONG, LONG, 200, 64));
    Path pipe = pipe();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Rendering> writing = threads.submit(() -> meet(renderer, pipe, "write"));
      Future<Rendering> reading = threads.submit(() -> meet(renderer, pipe, "read"));

      assertThat(writing.get()).isInstanceOf(Rendering.Done.class);
      assertThat(reading.get()).isInstanceOf(Rendering.Done.class);
    }
    assertThat(children()).hasSize(2);
  }

  @Test
  void callersBeyondTheNumberOfChildrenWaitTheirTurn() throws Exception {
    Renderer renderer = misbehaving(limits());
    Files.writeString(input, "behave\n");
    List<Callable<String>> callers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Path output = folder.resolve("out-" + i);
      callers.add(() -> {
        renderer.render(input, Map.of(75, output));
        return Files.readString(output);
      });
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<String> children = new ArrayList<>();
      for (Future<String> served : threads.invokeAll(callers)) {
        children.add(served.get());
      }
      assertThat(children).hasSize(8).containsOnly(children.getFirst());
    }
  }

  @Test
  void closingKillsTheChildrenAndEndsWhatIsUnderWay() throws Exception {
    Renderer renderer = misbehaving(limits());
    Path pipe = pipe();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Rendering> underWay =
          threads.submit(() -> order(renderer, "tell and hang", pipe.toString()));
      long child = Long.parseLong(Files.readString(pipe));
      renderer.close();

      assertDies(child);
      assertFailed(underWay.get(), Rendering.Failed.Reason.CRASHED);
    }
    assertThatThrownBy(() -> order(renderer, "behave")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aProgramThatDoesNotStartIsToldApartFromAHostilePicture() throws Exception {
    ThumbnailerProgram program = ThumbnailerProgram.locate(work);
    Files.writeString(input, "behave\n");

    assertThatThrownBy(() ->
            render(
                opened(
                    new Renderer(
                        limits(),
                        new ThumbnailerProgram(
                            program.java(), List.of(folder), program.mainClass(), work)))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("did not start (exit code 1)")
        .hasMessageContaining(program.mainClass());
    assertOnlyOutputs();
  }

  private static RenderLimits limits() {
    return new RenderLimits(1 << 30, 100_000_000, 1, LONG, LONG, 200, 192);
  }

  private static RenderLimits impatient() {
    return new RenderLimits(1 << 30, 100_000_000, 1, Duration.ofSeconds(3), LONG, 200, 64);
  }

  private Renderer renderer(RenderLimits limits) throws IOException {
    return opened(new Renderer(limits, ThumbnailerProgram.locate(work)));
  }

  private Renderer misbehaving(RenderLimits limits) throws Exception {
    ThumbnailerProgram program = ThumbnailerProgram.locate(work);
    List<Path> classPath = new ArrayList<>(program.classPath());
    classPath.add(
        Path.of(
            MisbehavingChild.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    return opened(
        new Renderer(
            limits,
            new ThumbnailerProgram(
                program.java(), classPath, MisbehavingChild.class.getName(), work)));
  }

  private Renderer opened(Renderer renderer) {
    opened.add(renderer);
    return renderer;
  }

  private Rendering render(Renderer renderer) throws Exception {
    return renderer.render(input, Map.of(75, small, 600, large));
  }

  private Rendering order(Renderer renderer, String... lines) throws Exception {
    Files.write(input, List.of(lines));
    return render(renderer);
  }

  private Rendering meet(Renderer renderer, Path pipe, String end) throws Exception {
    Path own = Files.write(folder.resolve(end), List.of("meet", pipe.toString(), end));
    return renderer.render(own, Map.of(75, folder.resolve(end + ".out")));
  }

  private Path pipe() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    return pipe;
  }

  private static List<ProcessHandle> children() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains("thumbnailer"))
        .toList();
  }

  private static void assertDies(long pid) throws Exception {
    var process = ProcessHandle.of(pid);
    if (process.isPresent()) {
      process.get().onExit().get(10, TimeUnit.SECONDS);
    }
  }

  private static void assertFailed(Rendering rendering, Rendering.Failed.Reason reason) {
    assertThat(rendering)
        .isInstanceOfSatisfying(
            Rendering.Failed.class,
            failed -> assertThat(failed.reason()).as(failed.detail()).isEqualTo(reason));
  }

  private void assertOnlyOutputs(String... names) throws IOException {
    try (Stream<Path> files = Files.list(large.getParent())) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(names);
    }
  }

  private static byte[] progressive(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    }
    return bytes.toByteArray();
  }

  private static int indexOf(byte[] bytes, byte first, byte second) {
    for (int i = 0; i + 1 < bytes.length; i++) {
      if (bytes[i] == first && bytes[i + 1] == second) {
        return i;
      }
    }
    throw new AssertionError("not there");
  }

  private static BufferedImage photo(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.RED);
    g.fillRect(0, 0, width, height);
    return image;
  }
}
