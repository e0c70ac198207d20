/// The JavaScript in elements of one's own, run where it can do no harm: in a child process that
/// has little memory, little time, no network, no file and nothing of this server's but what it is
/// asked. Start at [valise.hub.hooks.Hooks].
///
/// Not in this process, because a language cannot be bounded from within: one call of a function
/// that the language brings along, on a list that says it has 10^15 entries, never ends and cannot
/// be interrupted. The child is killed, and the next hook has a new one. [valise.hub.hooks.Main] is
/// what runs there; it knows nothing of the rest. No table is ours.
@org.jspecify.annotations.NullMarked
package valise.hub.hooks;
