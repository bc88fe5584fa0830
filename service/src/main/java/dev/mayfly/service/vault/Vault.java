package dev.mayfly.service.vault;

/** Something that keeps secrets by name. */
public interface Vault {

  /**
   * The newest value; blocks while it is asked for.
   *
   * @throws VaultException when there is none to be had now.
   */
  String read(String name) throws VaultException;
}
