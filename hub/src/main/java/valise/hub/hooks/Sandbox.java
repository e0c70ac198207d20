package valise.hub.hooks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mozilla.javascript.BaseFunction;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.ContextFactory;
import org.mozilla.javascript.EvaluatorException;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.NativeJSON;
import org.mozilla.javascript.RhinoException;
import org.mozilla.javascript.ScriptStackElement;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;
import org.mozilla.javascript.Undefined;

/// Runs one hook in a world of its own: JavaScript's own objects, what it is given, and nothing of
/// Java's. Interpreted, so that each step is counted. Lives in the child process.
///
/// A hook is the body of a function: it ends with `done(value)` or with `return value` [docs].
final class Sandbox {

  private static final int STEPS_BETWEEN_LOOKS = 10_000;
  private static final int DEEPEST = 1_000;

  /// The longest text that a hook may be done with.
  private static final int MOST_CHARACTERS = 8 << 20;

  /// What a hook sees beside its inputs.
  private static final List<String> TOOLS = List.of("done", "CE", "console", "require", "getArray");

  private static final String PRELUDE =
      """
      (function(native) {
        var tools = {done: native.done, require: native.require, CE: native.CE,
          console: {log: function() {}, error: function() {}, warn: function() {}}};
        tools.getArray = function() {
          var list = [];
          Object.defineProperty(list, 'add', {value: function(it) { list.push(it); return true; }});
          return list;
        };
        return tools;
      })
      """;

  private final long mostSteps;
  private final long mostNanos;
  private final ContextFactory factory = new Bounded();

  /// Of the run under way; there is only one.
  private long steps;

  private long end;

  Sandbox(long mostSteps, long mostMillis) {
    this.mostSteps = mostSteps;
    this.mostNanos = mostMillis * 1_000_000;
  }

  /// A hook went beyond what it may. No `catch` of the hook's sees it.
  private static final class Exhausted extends Error {
    private static final long serialVersionUID = 1L;
    private final int line;

    Exhausted(int line) {
      super("exhausted", null, false, false);
      this.line = line;
    }
  }

  private final class Bounded extends ContextFactory {

    @Override
    protected Context makeContext() {
      Context context = super.makeContext();
      context.setInterpretedMode(true);
      context.setLanguageVersion(Context.VERSION_ES6);
      context.setInstructionObserverThreshold(STEPS_BETWEEN_LOOKS);
      context.setMaximumInterpreterStackDepth(DEEPEST);
      context.setClassShutter(name -> false);
      return context;
    }

    @Override
    protected void observeInstructionCount(Context context, int count) {
      steps += count;
      if (steps > mostSteps || System.nanoTime() - end > 0) {
        throw new Exhausted(line(new EvaluatorException("")));
      }
    }
  }

  private static int line(RhinoException thrown) {
    ScriptStackElement[] stack = thrown.getScriptStack();
    return stack.length == 0 ? Math.max(0, thrown.lineNumber()) : Math.max(0, stack[0].lineNumber);
  }

  /// Whether this is JavaScript.
  Ran check(String source) {
    return bounded(context -> {
      compiled(context, context.initSafeStandardObjects(), List.of(), source);
      return new Ran.Done("null");
    });
  }

  /// @param inputs a JSON object; its members are what the hook sees, by their names
  Ran run(String source, String inputs) {
    return bounded(context -> {
      ScriptableObject world = context.initSafeStandardObjects();
      Object parsed = NativeJSON.parse(context, world, inputs, (c, s, self, pair) -> pair[1]);
      ScriptableObject given = (ScriptableObject) parsed;
      List<String> names = new ArrayList<>();
      List<Object> values = new ArrayList<>();
      for (Object name : given.getIds()) {
        names.add(name.toString());
        values.add(given.get(name));
      }
      Ending ending = new Ending();
      ScriptableObject tools = tools(context, world, ending);
      TOOLS.forEach(name -> values.add(tools.get(name)));
      Object returned =
          compiled(context, world, names, source)
              .call(context, world, Undefined.SCRIPTABLE_UNDEFINED, values.toArray());
      Object value = ending.called ? ending.value : returned;
      Object json = NativeJSON.stringify(context, world, value, null, null);
      String text = Undefined.isUndefined(json) ? "null" : Context.toString(json);
      return text.length() > MOST_CHARACTERS
          ? new Ran.Failed("it ended with more than " + MOST_CHARACTERS + " characters", 0)
          : new Ran.Done(text);
    });
  }

  /// On one line before the hook's own, so that its lines keep their numbers.
  private static Function compiled(
      Context context, ScriptableObject world, List<String> names, String source) {
    List<String> all = new ArrayList<>(names);
    all.addAll(TOOLS);
    String text = "(function(" + String.join(",", all) + ") {'use strict';" + source + "\n})";
    return (Function) context.evaluateString(world, text, "hook", 1, null);
  }

  /// What a hook was done with. The first call counts.
  private static final class Ending {
    private boolean called;
    private Object value = Undefined.instance;
  }

  private static ScriptableObject tools(Context context, ScriptableObject world, Ending ending) {
    ScriptableObject given = (ScriptableObject) context.newObject(world);
    put(
        world,
        given,
        "done",
        arguments -> {
          if (!ending.called) {
            ending.called = true;
            ending.value = arguments.length == 0 ? Undefined.instance : arguments[0];
          }
          return Undefined.instance;
        });
    put(
        world,
        given,
        "require",
        arguments -> {
          throw new EvaluatorException("there are no libraries for hooks here");
        });
    ScriptableObject ce = (ScriptableObject) context.newObject(world);
    Map<String, CommonTools.Tool> tools = CommonTools.all();
    tools.forEach((name, tool) -> put(world, ce, name, arguments -> tool.of(texts(arguments))));
    given.put("CE", given, ce);
    Function prelude = (Function) context.evaluateString(world, PRELUDE, "tools", 1, null);
    return (ScriptableObject)
        prelude.call(context, world, Undefined.SCRIPTABLE_UNDEFINED, new Object[] {given});
  }

  private static List<String> texts(Object[] arguments) {
    List<String> texts = new ArrayList<>();
    for (Object argument : arguments) {
      texts.add(Context.toString(argument));
    }
    return texts;
  }

  @FunctionalInterface
  private interface Native {
    Object call(Object[] arguments);
  }

  private static void put(
      ScriptableObject world, ScriptableObject into, String name, Native function) {
    into.put(
        name,
        into,
        new BaseFunction(world, ScriptableObject.getFunctionPrototype(world)) {
          private static final long serialVersionUID = 1L;

          @Override
          public Object call(
              Context context, Scriptable scope, Scriptable self, Object[] arguments) {
            return function.call(arguments);
          }
        });
  }

  @FunctionalInterface
  private interface Work {
    Ran in(Context context);
  }

  private Ran bounded(Work work) {
    steps = 0;
    end = System.nanoTime() + mostNanos;
    try (Context context = factory.enterContext()) {
      return work.in(context);
    } catch (RhinoException e) {
      return new Ran.Failed(brief(e.details()), line(e));
    } catch (Exhausted e) {
      return new Ran.Failed("it took more time or steps than a hook may", e.line);
    } catch (StackOverflowError e) {
      return new Ran.Failed("it is nested too deeply", 0);
    }
  }

  private static String brief(String details) {
    String line = details.lines().findFirst().orElse("it failed");
    return line.length() <= 500 ? line : line.substring(0, 500) + "…";
  }
}
