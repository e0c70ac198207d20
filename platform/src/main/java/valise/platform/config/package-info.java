/// What the operator may set. Start at [valise.platform.config.Setting]. Owns no table.
///
/// Each concern has a record, its settings as constants beside it, and a factory:
///
/// ```java
/// record HttpSettings(int port, Duration idle) {
///   static final Setting<Integer> PORT = Setting.whole("http.port", 8080, 0, 65_535, "...");
///   static final Setting<Duration> IDLE = Setting.duration("http.idle", ...);
///
///   static HttpSettings from(Settings settings) {
///     return new HttpSettings(settings.get(PORT), settings.get(IDLE));
///   }
/// }
/// ```
@org.jspecify.annotations.NullMarked
package valise.platform.config;
