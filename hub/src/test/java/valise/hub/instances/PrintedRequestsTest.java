package valise.hub.instances;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.hub.testing.HubServer;
import valise.hub.testing.HubServer.Reply;
import valise.hub.testing.HubServer.Tenant;
import valise.hub.testing.StandIn;
import valise.platform.evidence.Verified;

/// The requests that the vendor's guides print, sent as they stand there but for the host, the code
/// and the secret, and answered as they print it.
final class PrintedRequestsTest {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final HubServer SERVER = HubServer.start();
  private static final StandIn PROVIDER = new StandIn();

  private final Tenant tenant = SERVER.tenant();

  @AfterAll
  static void stop() {
    SERVER.close();
    PROVIDER.close();
  }

  /// What a printed body holds where the reader's own is to be put in.
  private static String filled(String body) {
    return body.replace("<AUTHORIZATION_GRANT_CODE>", PROVIDER.code())
        .replace("Code on Return the URL", PROVIDER.code())
        .replace("xoz8AFqScK2ngM04kSSM", PROVIDER.code())
        .replace("'code' from the oauth call (required for OAuth only)", PROVIDER.code())
        .replace("<INSERT_SHAREFILE_CLIENT_SECRET>", "s3cret")
        .replace("xxxxxxxxxxxxxxxxxxxxxxxx\",\n    \"document", "s3cret\",\n    \"document")
        .replace("<SAMPLE_API_SECRET>", "s3cret")
        .replace("<INSERT_SHAREFILE_SUB_DOMAIN>", PROVIDER.url())
        .replace("\"cloud-elements\"", "\"" + PROVIDER.url() + "\"");
  }

  private static final String CREATE =
      """
      {
        "element": {
          "key": "shareFile"
        },
        "providerData": {
          "code": "Code on Return the URL"
        },
        "configuration": {
          "oauth.api.key": "<INSERT_SHAREFILE_UNIQUE_IDENTIFIER>",
          "oauth.api.secret": "<INSERT_SHAREFILE_CLIENT_SECRET>",
          "sharefile.callback.url": "https://www.my_cool_app.com/auth",
          "sharefile.subdomain": "<INSERT_SHAREFILE_SUB_DOMAIN>"
        },
        "tags": [
          "<INSERT_TAGS>"
        ],
        "name": "<INSERT_INSTANCE_NAME>"
      }
      """;

  private static final String CREATED =
      """
      {
        "id": 1234,
        "name": "Test",
        "token": "zg1dx35BCjiKo+pbTQS3dxcAKlfZcNVOWtI=",
        "element": {
          "id": 450,
          "name": "Sharefile",
          "key": "sharefile",
          "description": "Sharefile Element",
          "image": "https://lh6.googleusercontent.com/--zcBqgYsBHE/AAAAAAAAAAI/AAAAAAAAAks/ICvceS9qZ-I/s0-c-k-no-ns/photo.jpg",
          "active": true,
          "deleted": false,
          "typeOauth": true,
          "trialAccount": false,
          "transformationsEnabled": true,
          "bulkDownloadEnabled": false,
          "bulkUploadEnabled": false,
          "cloneable": true,
          "authentication": {
            "type": "oauth2"
          },
          "hub": "documents",
          "parameters": []
        },
        "provisionInteractions": [],
        "valid": true,
        "disabled": false,
        "maxCacheSize": 0,
        "cacheTimeToLive": 0,
        "configuration": {
          "base.url": "https://{sharefile.subdomain}.sf-api.com/sf/v3",
          "oauth.api.secret": "SHAREFILE_API_SECRET",
          "event.notification.subscription.id": null,
          "pagination.max": "100",
          "event.vendor.type": "polling",
          "oauth.user.token": "ydDkYnjaxBiywa8jYBub2UQikA7SqlnD$$FRvqiwAdMEtRijHvyqeD",
          "sharefile.token.url": "https://secure.sharefile.com/oauth/token?grant_type=authorization_code",
          "pagination.type": "",
          "event.poller.refresh_interval": "5",
          "event.notification.callback.url": null,
          "event.notification.signature.key": null,
          "oauth.user.refresh_token": "ydDkYnjaxBiywa8jYBub2UQikA7SqlnD$$t5A4a5oU7FYJeZwa4V7LZzrl82AmdG9xmH8",
          "sharefile.subdomain": "cloudelements",
          "event.poller.urls": "documents|/hubs/documents/events/poll/documents?where=lastmodifieddate='${gmtDate:yyyy-MM-dd'T'HH:mm:ss'Z'}'",
          "sharefile.auth.url": "https://secure.sharefile.com/oauth/index.aspx",
          "oauth.api.key": "SHAREFILE_API_KEY",
          "sharefile.callback.url": "https://httpbin.org/get",
          "oauth.user.refresh_time": "1461625686998",
          "sharefile.format": "json",
          "event.notification.enabled": "false"
        },
        "eventsEnabled": false,
        "cachingEnabled": false,
        "traceLoggingEnabled": false
      }
      """;

  /// What the reader of the guide has otherwise: names and secrets, and here the host.
  private static final Set<String> OWN =
      Set.of(
          "/id",
          "/name",
          "/token",
          "/configuration/base.url",
          "/configuration/oauth.api.secret",
          "/configuration/oauth.api.key",
          "/configuration/oauth.user.token",
          "/configuration/oauth.user.refresh_token",
          "/configuration/oauth.user.refresh_time",
          "/configuration/sharefile.token.url",
          "/configuration/sharefile.auth.url",
          "/configuration/sharefile.subdomain",
          "/configuration/sharefile.callback.url");

  private static Map<String, String> leaves(JsonNode json) {
    Map<String, String> leaves = new TreeMap<>();
    leaves("", json, leaves);
    return leaves;
  }

  private static void leaves(String path, JsonNode json, Map<String, String> into) {
    if (json.isObject() && !json.isEmpty()) {
      json.properties().forEach(it -> leaves(path + "/" + it.getKey(), it.getValue(), into));
    } else {
      into.put(path, json.toString());
    }
  }

  private static void assertAnswersAsPrinted(Reply answer, String printed, Set<String> own) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    Map<String, String> got = leaves(answer.json());
    leaves(MAPPER.readTree(printed))
        .forEach((path, value) -> {
          if (own.contains(path)) {
            assertThat(got).containsKey(path);
          } else {
            assertThat(got).containsEntry(path, value);
          }
        });
  }

  @Test
  @Verified(against = "the vendor's guide of the ShareFile element", when = "2026-11")
  void theInstanceOfTheCreateInstanceGuideIsAnsweredFieldByField() {
    Reply answer = tenant.post("/instances", filled(CREATE));

    assertAnswersAsPrinted(answer, CREATED, OWN);
    // Nothing beside what is printed, where what the caller did not set is concerned.
    assertThat(new TreeSet<>(answer.at("configuration").propertyNames()))
        .isEqualTo(new TreeSet<>(MAPPER.readTree(CREATED).path("configuration").propertyNames()));
    assertThat(answer.at("token").asString()).matches("[A-Za-z0-9+/]{30,}=*");
    JsonNode configuration = answer.at("configuration");
    assertThat(configuration.path("base.url").asString()).isEqualTo("{sharefile.subdomain}/sf/v3");
    assertThat(configuration.path("oauth.user.token").asString()).startsWith("access");
    assertThat(configuration.path("oauth.user.refresh_time").asString()).matches("[0-9]{13}");
    assertThat(tenant.get("/instances/" + answer.at("id").asLong()).json())
        .isEqualTo(answer.json());
  }

  @Test
  @Verified(against = "the vendor's guide of the ShareFile element", when = "2026-11")
  void anInstanceWithPollingIsMadeAsTheEventsGuidePrintsIt() {
    Reply answer =
        tenant.post(
            "/instances",
            filled(
                """
                {
                "element": {
                  "key": "sharefile"
                },
                "providerData":{
                  "code": "<AUTHORIZATION_GRANT_CODE>"
                },
                "configuration": {
                    "oauth.callback.url": "https;//mycoolapp.com",
                    "oauth.api.key": "xxxxxxxxxxxxxxxxxx",
                    "oauth.api.secret": "xxxxxxxxxxxxxxxxxxxxxxxx",
                    "document.root.folder.name": "/top",
                    "sharefile.subdomain": "cloud-elements",
                    "event.notification.enabled": true,
                    "event.vendor.type": "polling",
                	  "event.notification.callback.url": "https://api.cloud-elements.com/elements/api-v2/events/sharefile/",
                    "event.poller.refresh_interval": "15",
                    "event.poller.configuration":{
                    	"documents": {
                        "url": "/hubs/documents/events/poll/documents?where=lastmodifieddate='${gmtDate:yyyy-MM-dd'T'HH:mm:ss'Z'}'",
                        "idField": "Id",
                        "datesConfiguration": {
                          "updatedDateField": "CreationDate",
                          "updatedDateFormat": "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'",
                          "updatedDateTimezone": "GMT",
                          "createdDateField": "ProgenyEditDate",
                          "createdDateFormat": "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'",
                          "createdDateTimezone": "GMT"
                            }
                    	}
                    }
                  },
                  "tags": [
                    "Docs"
                  ],
                  "name": "API Instance with Polling"
                }
                """));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.at("eventsEnabled").asBoolean()).isTrue();
    assertThat(answer.at("tags").toString()).isEqualTo("[\"Docs\"]");
    JsonNode configuration = answer.at("configuration");
    assertThat(configuration.path("event.notification.enabled").toString()).isEqualTo("\"true\"");
    assertThat(configuration.path("event.poller.refresh_interval").asString()).isEqualTo("15");
    assertThat(
            MAPPER
                .readTree(configuration.path("event.poller.configuration").asString())
                .at("/documents/idField")
                .asString())
        .isEqualTo("Id");
    assertThat(PROVIDER.requests("/oauth/token").getLast().field("redirect_uri"))
        .isEqualTo("https;//mycoolapp.com");
  }

  @Test
  @Verified(against = "the vendor's guide of the ShareFile element", when = "2026-11")
  void anInstanceWithWebhooksIsMadeAsTheEventsGuidePrintsIt() {
    Reply answer =
        tenant.post(
            "/instances",
            filled(
                """
                {
                  "element": {
                    "key": "sharefile"
                  },
                  "providerData": {
                    "code": "xoz8AFqScK2ngM04kSSM"
                  },
                  "configuration": {
                    "oauth.callback.url": "https;//mycoolapp.com",
                    "oauth.api.key": "xxxxxxxxxxxxxxxxxx",
                    "oauth.api.secret": "s3cret",
                    "document.root.folder.name": "/top",
                    "sharefile.subdomain": "cloud-elements",
                    "event.notification.enabled": true,
                    "event.vendor.type": "webhook",
                    "event.notification.callback.url": "https://mycoolapp.com/events",
                    "event.notification.signature.key": "xxxxxxxxxxxxxxxxxxxxxxxxx"
                  },
                  "tags": [
                    "Docs"
                  ],
                  "name": "API Instance"
                }
                """));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    JsonNode configuration = answer.at("configuration");
    assertThat(configuration.path("event.vendor.type").asString()).isEqualTo("webhook");
    assertThat(configuration.path("document.root.folder.name").asString()).isEqualTo("/top");
    assertThat(configuration.path("event.notification.signature.key").asString())
        .isEqualTo("********");
    assertThat(answer.at("eventsNotificationCallbackUrl").asString())
        .isEqualTo("https://mycoolapp.com/events");
  }

  @Test
  @Verified(against = "the vendor's guide of event management", when = "2026-11")
  void theDropboxInstanceOfTheEventGuideIsAnsweredFieldByField() {
    PROVIDER.says(request ->
        request.path().equals("/oauth2/token")
            ? java.util.Optional.of(
                StandIn.Said.json(200, "{\"access_token\":\"sl.1\",\"expires_in\":14400}"))
            : request.path().equals("/2/users/get_current_account")
                ? java.util.Optional.of(StandIn.Said.json(200, "{}"))
                : java.util.Optional.empty());
    Reply answer =
        tenant.post(
            "/instances",
            filled(
                """
                {
                  "element": {
                    "key": "dropbox"
                  },
                  "providerData": {
                    "code": "'code' from the oauth call (required for OAuth only)"
                  },
                  "configuration": {
                    "oauth.callback.url": "<SAMPLE_CALLLBACK_URL>",
                    "oauth.api.key": "<SAMPLE_API_KEY>",
                    "oauth.api.secret": "<SAMPLE_API_SECRET>",
                    "event.notification.enabled": "true",
                    "event.notification.callback.url": "http://my-cool-site/callback",
                    "document.tagging": false,
                    "dropbox.site": "cloud-elements"
                  },
                  "tags": [
                    "<INSERT_TAGS>"
                  ],
                  "name": "<INSERT_INSTANCE_NAME>"
                }
                """));

    assertAnswersAsPrinted(
        answer,
        """
        {
          "id": 123,
          "name": "Test",
          "token": "5MOr3Sl/E4kww6mTjmjBYV/hAUAzz1g=",
          "element": {
            "id": 22,
            "name": "Dropbox",
            "key": "dropbox",
            "description": "Add a Dropbox instance to connect your existing Dropbox account to the Documents Hub, allowing you to manage files and folders. You will need your Dropbox account information to add an instance.",
            "image": "elements/provider_dropbox.png",
            "active": true,
            "deleted": false,
            "typeOauth": true,
            "trialAccount": false,
            "existingAccountDescription": "Give your application access to your existing Dropbox accountEnter your credentials and details for your Dropbox Account",
            "configDescription": "If you do not have an Dropbox.net account, you can create one at Dropbox.Net Signup",
            "transformationsEnabled": false,
            "authentication": {
              "type": "oauth2"
            },
            "hub": "documents"
          },
          "provisionInteractions": [],
          "valid": true,
          "disabled": false,
          "maxCacheSize": 0,
          "cacheTimeToLive": 0,
          "cachingEnabled": false
        }
        """,
        Set.of("/id", "/name", "/token"));
    // The guide prints false beside a request that says "true".
    assertThat(answer.at("eventsEnabled").asBoolean()).isTrue();
    assertThat(answer.at("configuration").path("document.tagging").asString()).isEqualTo("false");
  }

  @Test
  @Verified(against = "the vendor's guide of the ShareFile element", when = "2026-11")
  void theSignInAddressOfShareFileIsAnsweredAsPrinted() {
    Reply answer =
        SERVER.send(
            "GET",
            "/elements/shareFile/oauth/url?apiKey=shareFile_unique_identifier&apiSecret=shareFile_client_secret&siteAddress=your_shareFile_sbudomain&callbackUrl=http://www.my_cool_app.com/auth&state=shareFile",
            "",
            "Content-Type",
            "application/json");

    assertThat(answer.text())
        .isEqualTo(
            "{\"oauthUrl\":\"https://secure.sharefile.com/oauth/authorize?client_id=shareFile_unique_identifier&response_type=code&redirect_uri=http%3A%2F%2Fwww.my_cool_app.com%2Fauth&state=shareFile\",\"element\":\"sharefile\"}");
  }

  @Test
  @Verified(against = "the vendor's guide of event management", when = "2026-11")
  void theSignInAddressOfDropboxIsAnsweredAsPrinted() {
    Reply answer =
        SERVER.send(
            "GET",
            "/elements/dropbox/oauth/url?apiKey=fake_Dropbox_api_key&apiSecret=fake_Dropbox_api_secret&callbackUrl=https://www.mycoolapp.com/auth&state=dropbox",
            "",
            "Content-Type",
            "application/json");

    assertThat(answer.text())
        .isEqualTo(
            "{\"oauthUrl\":\"https://www.dropbox.com/api/oauth2/authorize?response_type=code&client_id=fake_Dropbox_api_key&redirect_uri=https://www.mycoolapp.com/auth&state=dropbox\",\"element\":\"dropbox\"}");
  }
}
