namespace Studio.Engine.Models;

/// <summary>
/// Which model files exist. The engine uses it, the web side implements it. Kinds are ComfyUI's folder keys: checkpoints, loras, vae, ...
/// </summary>
public interface IModelFiles
{
    /// <summary>
    /// Names relative to the kind's folders, forward slashes, sorted; read anew at each call, so that a file added later counts at once.
    /// </summary>
    IReadOnlyList<string> Names(string kind);

    /// <summary>
    /// The full path of a name as <see cref="Names"/> gives it (a file, or a folder in diffusers layout); null when it is not there.
    /// </summary>
    string? Find(string kind, string name);
}
