package valise.hub.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import valise.hub.ids.UserId;
import valise.hub.testing.HubServer;
import valise.hub.testing.HubServer.Reply;
import valise.hub.testing.HubServer.Tenant;
import valise.platform.db.DatabaseWorld;

/// Who is admitted, and what they may do, over HTTP.
@ParameterizedClass
@EnumSource(DatabaseWorld.class)
final class TenantsTest {

  private final HubServer server;
  private final Tenant tenant;

  TenantsTest(DatabaseWorld world) {
    server = HubServer.on(world);
    tenant = server.tenant();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Reply as(String authorization) {
    return server.send("GET", "/users/me", "", "Authorization", authorization);
  }

  @Test
  void thePairsMayStandInAnyOrder() {
    String user = tenant.secret().reveal();
    String organization = tenant.organization().reveal();

    assertThat(as("User " + user + ", Organization " + organization).status()).isEqualTo(200);
    assertThat(as("organization  " + organization + " ,USER   " + user + ",").status())
        .isEqualTo(200);
    assertThat(as("User " + user).status()).isEqualTo(401);
    assertThat(as("User " + user + ", Organization 00").code()).isEqualTo("BAD_SECRET");
    assertThat(as("Bearer " + user).code()).isEqualTo("BAD_AUTHORIZATION");
    assertThat(as("User " + user + ", User " + user).code()).isEqualTo("BAD_AUTHORIZATION");
    assertThat(server.send("GET", "/users/me", "").code()).isEqualTo("NOT_SIGNED_IN");
  }

  @Test
  void theSecretsOfTwoOrganizationsDoNotGoTogether() {
    Tenant other = server.tenant();

    assertThat(
            as("User "
                    + tenant.secret().reveal()
                    + ", Organization "
                    + other.organization().reveal())
                .code())
        .isEqualTo("BAD_SECRET");
  }

  private Reply account(String externalId) {
    return tenant.post("/accounts", "{\"externalId\": \"" + externalId + "\"}");
  }

  private Reply user(long account, String email) {
    return tenant.post(
        "/accounts/" + account + "/users",
        """
        {"email": "%s", "firstName": "Bob", "lastName": "By", "password": "long enough"}\
        """
            .formatted(email));
  }

  private Tenant colleague(Reply made) {
    User user = server.bean(Tenants.class).find(new UserId(made.at("id").asLong())).orElseThrow();
    return tenant.colleague(user, made.at("secret").asString());
  }

  @Test
  void aUserOfAnAccountSeesTheirOwnPartOnly() {
    long account = account("acme").at("id").asLong();
    Reply made = user(account, "bob@example.com");
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    assertThat(made.at("secret").asString()).matches("[A-Za-z0-9+/]{43}=");
    assertThat(made.at("password").asString()).isEqualTo("secured");
    Tenant bob = colleague(made);

    assertThat(bob.get("/accounts").json()).hasSize(1);
    assertThat(bob.get("/users").json()).hasSize(1);
    assertThat(bob.get("/accounts/" + tenant.user().account()).status()).isEqualTo(404);
    assertThat(bob.get("/users/" + tenant.user().id()).status()).isEqualTo(404);
    assertThat(bob.post("/accounts", "{\"externalId\": \"x\"}").code()).isEqualTo("NOT_ALLOWED");
    assertThat(bob.put("/users/" + made.at("id").asLong() + "/roles/org-admin", "").code())
        .isEqualTo("NOT_ALLOWED");
    assertThat(tenant.get("/accounts").json()).hasSize(2);
    assertThat(server.tenant().get("/accounts/" + account).status()).isEqualTo(404);
  }

  @Test
  void anAdministratorOfAnAccountKeepsToItAndGivesNoMoreThanTheyHave() {
    long account = account("acme").at("id").asLong();
    Reply made = user(account, "bob@example.com");
    tenant.put("/users/bob@example.com/roles/admin", "");
    Tenant bob = colleague(made);

    Reply carol =
        bob.post(
            "/accounts/" + account + "/users",
            """
            {"email": "carol@example.com", "firstName": "C", "lastName": "C",
             "password": "long enough"}\
            """);
    assertThat(carol.status()).as(carol.text()).isEqualTo(200);
    assertThat(bob.put("/users/carol@example.com/roles/admin", "").status()).isEqualTo(200);
    assertThat(bob.put("/users/carol@example.com/roles/org", "").code()).isEqualTo("NOT_ALLOWED");
    assertThat(bob.post("/organizations/me/secret/reset", "").code()).isEqualTo("NOT_ALLOWED");
  }

  @Test
  void thePasswordBringsTheSecretBackAndAWrongOneDoesNot() {
    Reply made = user(account("acme").at("id").asLong(), "bob@example.com");

    Reply shown =
        server.send(
            "GET",
            "/users/bob@example.com",
            "",
            "Authorization",
            tenant.authorization(),
            "Elements-User-Password",
            "long enough");
    assertThat(shown.at("secret")).isEqualTo(made.at("secret"));
    Reply wrong =
        server.send(
            "GET",
            "/users/bob@example.com",
            "",
            "Authorization",
            tenant.authorization(),
            "Elements-User-Password",
            "wrong");
    assertThat(wrong.status()).isEqualTo(200);
    assertThat(wrong.json().has("secret")).isFalse();
  }

  @Test
  void aSecretThatIsResetReplacesTheOldOne() {
    String fresh =
        tenant.post("/users/" + tenant.user().id() + "/secret/reset", "").at("secret").asString();

    assertThat(tenant.get("/users/me").code()).isEqualTo("BAD_SECRET");
    assertThat(as("User " + fresh + ", Organization " + tenant.organization().reveal()).status())
        .isEqualTo(200);
  }

  @Test
  void aClosedAccountShutsItsUsersOut() {
    Reply account = account("acme");
    Tenant bob = colleague(user(account.at("id").asLong(), "bob@example.com"));
    assertThat(bob.get("/users/me").status()).isEqualTo(200);

    assertThat(tenant.delete("/accounts/" + account.at("id").asLong()).status()).isEqualTo(200);

    assertThat(bob.get("/users/me").code()).isEqualTo("BAD_SECRET");
    assertThat(tenant.get("/accounts").json()).hasSize(1);
    assertThat(tenant.get("/accounts?includeInactive=true").json()).hasSize(2);
    assertThat(tenant.delete("/accounts/" + tenant.user().account()).code())
        .isEqualTo("MAIN_ACCOUNT");
  }

  @Test
  void whatIsTakenOrMissingIsSaidSo() {
    assertThat(account("acme").status()).isEqualTo(200);
    assertThat(account("acme").code()).isEqualTo("EXTERNAL_ID_TAKEN");
    assertThat(tenant.post("/accounts", "{}").code()).isEqualTo("FIELD_MISSING");
    long account = tenant.user().account().value();
    assertThat(user(account, "ADMIN@example.com").code()).isEqualTo("EMAIL_TAKEN");
    assertThat(user(account, "no address").code()).isEqualTo("BAD_EMAIL");
    assertThat(tenant.get("/accounts/nonsense").code()).isEqualTo("BAD_PARAMETER");
    assertThat(tenant.get("/accounts/99999").at("message").asString()).contains("99999");
  }

  @Test
  void anAccountSetsItsFailurePolicy() {
    assertThat(
            tenant
                .post("/accounts/settings", "{\"notification.webhook.failure.policy\": \"queue\"}")
                .status())
        .isEqualTo(200);
    assertThat(
            tenant
                .get("/accounts/" + tenant.user().account() + "/settings")
                .at("notification.webhook.failure.policy")
                .asString())
        .isEqualTo("queue");
    assertThat(
            tenant
                .patch("/accounts/settings", "{\"notification.webhook.failure.policy\": \"pray\"}")
                .code())
        .isEqualTo("BAD_FIELD");
    assertThat(tenant.patch("/accounts/settings", "{\"nosuch\": \"x\"}").code())
        .isEqualTo("BAD_FIELD");
  }
}
