package valise.server;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
final class Main {
  private Main() {}

  public static void main(String[] args) {
    SpringApplication.run(Main.class, args);
  }
}
