import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Sends the calls of a manifest with Java's HttpClient. Prints the status of each answer. */
public class SendCalls {
    public static void main(String[] args) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            String[] parts = line.split("\t", -1);
            HttpRequest.BodyPublisher body = parts[3].isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofFile(Path.of(parts[3]));
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(parts[1])).method(parts[0], body);
            String headers = new String(Base64.getDecoder().decode(parts[2]), StandardCharsets.UTF_8);
            for (String header : headers.split("\n")) {
                if (!header.isEmpty()) request.header(header.split(": ", 2)[0], header.split(": ", 2)[1]);
            }
            System.out.println(client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode());
        }
    }
}
