package dev.mayfly.standin.forge;

/**
 * A part of a forge's REST API that answers from the model.
 *
 * @param <J> what writes the forge's JSON.
 */
abstract class ModelResource<J> {

  final GitHubModel model;
  final J json;

  ModelResource(GitHubModel model, J json) {
    this.model = model;
    this.json = json;
  }
}
