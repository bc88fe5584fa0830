package dev.mayfly.standin.node;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Plays each container by a local process, where there is no Docker.
 *
 * @param images each image's command and arguments, run without a shell.
 */
public record ProcessEngine(Map<String, List<String>> images) implements ContainerEngine {

  public ProcessEngine {
    images = Map.copyOf(images);
  }

  @Override
  public boolean isPlayed(String image) {
    return List.of().equals(images.get(image));
  }

  @Override
  public CompletableFuture<Container> start(ContainerOrder order) {
    List<String> command = images.get(order.image());
    if (command == null) {
      return CompletableFuture.failedFuture(Unstartable.image(""));
    }
    try {
      return CompletableFuture.completedFuture(ProcessContainer.start(command, order));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(Unstartable.command(""));
    }
  }
}
