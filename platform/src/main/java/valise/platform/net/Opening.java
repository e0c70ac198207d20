package valise.platform.net;

/// How a request began whose answer is read by the caller: [Opened], or why not.
public sealed interface Opening permits Opened, Reply.Unanswered {}
