package valise.hub.ids;

/// Who asks through one instance: a user who showed their secret and the instance's token.
public record ElementCaller(Caller caller, InstanceId instance) {}
