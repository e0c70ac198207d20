package valise.files.users;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads the names of time zones that clients send: those of the IANA data base, and the Windows
/// names that the vendor's own clients know.
final class TimeZones {

  private static final Map<String, String> WINDOWS = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private static final Map<String, String> IANA = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  static {
    ZoneId.getAvailableZoneIds().forEach(id -> IANA.put(id, id));
    String table =
        """
        Dateline=Etc/GMT+12;UTC-11=Etc/GMT+11;Aleutian=America/Adak;Hawaiian=Pacific/Honolulu
        Marquesas=Pacific/Marquesas;Alaskan=America/Anchorage;UTC-09=Etc/GMT+9
        Pacific=America/Los_Angeles;UTC-08=Etc/GMT+8;US Mountain=America/Phoenix
        Mountain=America/Denver;Yukon=America/Whitehorse;Central America=America/Guatemala
        Central=America/Chicago;Easter Island=Pacific/Easter;Canada Central=America/Regina
        SA Pacific=America/Bogota;Eastern=America/New_York;Haiti=America/Port-au-Prince
        Cuba=America/Havana;US Eastern=America/Indiana/Indianapolis;Paraguay=America/Asuncion
        Atlantic=America/Halifax;Venezuela=America/Caracas;Central Brazilian=America/Cuiaba
        SA Western=America/La_Paz;Pacific SA=America/Santiago;Newfoundland=America/St_Johns
        E. South America=America/Sao_Paulo;SA Eastern=America/Cayenne
        Argentina=America/Argentina/Buenos_Aires;Greenland=America/Nuuk;Montevideo=America/Montevideo
        Bahia=America/Bahia;UTC-02=Etc/GMT+2;Azores=Atlantic/Azores;Cape Verde=Atlantic/Cape_Verde
        UTC=UTC;GMT=Europe/London;Greenwich=Atlantic/Reykjavik;Morocco=Africa/Casablanca
        W. Europe=Europe/Berlin;Central Europe=Europe/Budapest;Romance=Europe/Paris
        Central European=Europe/Warsaw;W. Central Africa=Africa/Lagos;Jordan=Asia/Amman
        GTB=Europe/Bucharest;Middle East=Asia/Beirut;Egypt=Africa/Cairo;E. Europe=Europe/Chisinau
        Syria=Asia/Damascus;South Africa=Africa/Johannesburg;FLE=Europe/Kyiv;Israel=Asia/Jerusalem
        Kaliningrad=Europe/Kaliningrad;Libya=Africa/Tripoli;Namibia=Africa/Windhoek
        Arabic=Asia/Baghdad;Turkey=Europe/Istanbul;Arab=Asia/Riyadh;Belarus=Europe/Minsk
        Russian=Europe/Moscow;E. Africa=Africa/Nairobi;Iran=Asia/Tehran;Arabian=Asia/Dubai
        Azerbaijan=Asia/Baku;Russia Time Zone 3=Europe/Samara;Mauritius=Indian/Mauritius
        Georgian=Asia/Tbilisi;Caucasus=Asia/Yerevan;Afghanistan=Asia/Kabul;West Asia=Asia/Tashkent
        Ekaterinburg=Asia/Yekaterinburg;Pakistan=Asia/Karachi;India=Asia/Kolkata
        Sri Lanka=Asia/Colombo;Nepal=Asia/Kathmandu;Central Asia=Asia/Bishkek
        Bangladesh=Asia/Dhaka;N. Central Asia=Asia/Novosibirsk;Myanmar=Asia/Yangon
        SE Asia=Asia/Bangkok;North Asia=Asia/Krasnoyarsk;China=Asia/Shanghai
        North Asia East=Asia/Irkutsk;Singapore=Asia/Singapore;W. Australia=Australia/Perth
        Taipei=Asia/Taipei;Ulaanbaatar=Asia/Ulaanbaatar;Tokyo=Asia/Tokyo;Korea=Asia/Seoul
        Yakutsk=Asia/Yakutsk;Cen. Australia=Australia/Adelaide;AUS Central=Australia/Darwin
        E. Australia=Australia/Brisbane;AUS Eastern=Australia/Sydney
        West Pacific=Pacific/Port_Moresby;Tasmania=Australia/Hobart;Vladivostok=Asia/Vladivostok
        Central Pacific=Pacific/Guadalcanal;Russia Time Zone 10=Asia/Srednekolymsk
        Russia Time Zone 11=Asia/Kamchatka;New Zealand=Pacific/Auckland;UTC+12=Etc/GMT-12
        Fiji=Pacific/Fiji;Tonga=Pacific/Tongatapu;Samoa=Pacific/Apia;UTC+13=Etc/GMT-13
        Line Islands=Pacific/Kiritimati
        """;
    for (String pair : table.replace('\n', ';').split(";")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        String id = pair.substring(equals + 1);
        WINDOWS.put(pair.substring(0, equals), id);
        WINDOWS.put(pair.substring(0, equals) + " Standard Time", id);
      }
    }
  }

  private TimeZones() {}

  /// Empty when there is no such zone.
  static Optional<ZoneId> parse(String text) {
    String name = text.strip();
    if (name.equalsIgnoreCase("UTC") || name.equalsIgnoreCase("Z")) {
      return Optional.of(ZoneOffset.UTC);
    }
    String id = IANA.get(name);
    if (id == null) {
      id = IANA.get(WINDOWS.getOrDefault(name, ""));
    }
    return Optional.ofNullable(id).map(ZoneId::of);
  }
}
