package dev.mayfly.console.codec;

import dev.mayfly.service.command.ServiceCommand;
import picocli.CommandLine.Command;

/** {@code ./mayfly codec}. */
@Command(name = "codec", description = "Decrypts payloads for the Web UI, as codec.yml says.")
public final class CodecCommand extends ServiceCommand {

  @Override
  protected void run(String command, String file) throws Exception {
    new CodecApplication().run(command, file);
  }
}
