package dev.mayfly.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortsTest {

  /** By chance alone, 400 of 12,000 would all differ once in a thousand times. */
  @Test
  void aPortIsGivenOnce() {
    List<Integer> ports = IntStream.range(0, 400).mapToObj(i -> Ports.free()).toList();

    assertThat(ports).doesNotHaveDuplicates();
  }

  @Test
  void otherProcessesSeeThatItIsGivenWhileItsServerMayTakeIt() throws Exception {
    int port = Ports.free();
    InetAddress loopback = InetAddress.getLoopbackAddress();

    assertThatThrownBy(() -> new DatagramSocket(port, loopback).close())
        .isInstanceOf(BindException.class);
    try (ServerSocket server = new ServerSocket(port, 1, loopback)) {
      assertThat(server.getLocalPort()).isEqualTo(port);
    }
  }
}
