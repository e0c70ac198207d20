package valise.hub.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valise.platform.evidence.Assumed;

/// Hooks in their child process.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HooksTest {

  private static final Hooks HOOKS = new Hooks();

  @AfterAll
  static void stop() {
    HOOKS.close();
  }

  private static String done(String source, String inputs) {
    Ran ran = HOOKS.run(source, inputs);
    assertThat(ran).isInstanceOf(Ran.Done.class);
    return ((Ran.Done) ran).value();
  }

  private static Ran.Failed failed(String source) {
    Ran ran = HOOKS.run(source, "{}");
    assertThat(ran).isInstanceOf(Ran.Failed.class);
    return (Ran.Failed) ran;
  }

  @Test
  @Assumed(
      area = "Hub",
      claim = "a hook ends with `done(value)` or with `return value`",
      from = "the vendor's guide, whose examples do both")
  void aHookSeesItsInputsAndEndsWithDoneOrReturn() {
    String inputs = "{\"request_body\": {\"a\": [1, null, {\"b\": \"ü\"}]}}";

    assertThat(done("done({ \"continue\": true, x: request_body.a[2].b });", inputs))
        .isEqualTo("{\"continue\":true,\"x\":\"ü\"}");
    assertThat(done("return request_body.a;", inputs)).isEqualTo("[1,null,{\"b\":\"ü\"}]");
    assertThat(done("done(1); done(2);", inputs)).isEqualTo("1");
    assertThat(done("", inputs)).isEqualTo("null");
  }

  @Test
  void theVendorsOwnToolsAreThere() {
    assertThat(done("return CE.b64('a') + CE.decode64('YQ==') + CE.md5('a');", "{}"))
        .isEqualTo("\"YQ==a0cc175b9c0f1b6a831c399e269772661\"");
    assertThat(done("return CE.hmacSha256Hex('k', 'a').length;", "{}")).isEqualTo("64");
    assertThat(done("var l = getArray(); l.add({n: 1}); console.log(l); return l;", "{}"))
        .isEqualTo("[{\"n\":1}]");
    assertThat(failed("require('lodash')").why()).contains("no libraries");
  }

  @Test
  void aFailureNamesTheLine() {
    assertThat(failed("var a = 1;\nvar b = 2;\nthrow new Error('no ' + a);"))
        .isEqualTo(new Ran.Failed("Error: no 1", 3));
    assertThat(failed("\n\nnothing.here").line()).isEqualTo(3);
    assertThat(failed("var a = 1;\nif (a {\n").line()).isEqualTo(2);
    assertThat(HOOKS.check("done({a: 1});")).isInstanceOf(Ran.Done.class);
    assertThat(HOOKS.check("while (true) {}")).isInstanceOf(Ran.Done.class);
    assertThat(HOOKS.check("var y = ;")).isInstanceOf(Ran.Failed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\nwhile (true) {}",
        "try { while (true) {} } finally { while (true) {} }",
        "while (true) { try { while (true) {} } catch (e) {} }",
        "/(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab')",
        "[].indexOf.call({length: 1e15}, 1)",
        "'x'.repeat(2e9)",
        "var s = 'x'; for (var i = 0; i < 29; i++) { s += s; } return s.charAt(7);",
        "var l = []; while (true) { l.push('a lot of text that is kept ' + l.length); }",
        "new Array(2e9).join('x')",
        "return 10n ** 10000000000n;",
        "function f() { return f() + 1; } f();"
      })
  void aHookWithoutEndOrMeasureIsEnded(String source) {
    assertThat(failed(source).why()).isNotEmpty();
    assertThat(done("return 1;", "{}")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return java.lang.System.exit(1);",
        "return Packages.java.lang.System;",
        "return new java.io.File('/etc/passwd');",
        "return done.getClass().forName('java.lang.Runtime');",
        "return CE.md5.constructor.constructor('return java')();",
        "return JavaImporter();",
        "return load('/etc/passwd');"
      })
  void thereIsNoJavaToBeReached(String source) {
    assertThat(failed(source).why()).containsAnyOf("not defined", "not a function", "Cannot");
  }

  @Test
  void noHookLeavesAnythingForTheNext() {
    done("Object.prototype.stolen = 1; Array.prototype.push = function() {}; return 1;", "{}");
    done("(function() { return this; })(); globalThis.mine = 2; return 1;", "{}");

    assertThat(done("return [typeof mine, typeof ({}).stolen, [].push(1)];", "{}"))
        .isEqualTo("[\"undefined\",\"undefined\",1]");
  }

  @Test
  void manyAtOnceGetTheirOwnAnswers() {
    List<CompletableFuture<String>> answers =
        IntStream.range(0, 40)
            .mapToObj(i ->
                CompletableFuture.supplyAsync(() -> done("return n * 2;", "{\"n\": " + i + "}")))
            .toList();

    assertThat(answers.stream().map(CompletableFuture::join))
        .isEqualTo(IntStream.range(0, 40).mapToObj(i -> Integer.toString(i * 2)).toList());
  }
}
