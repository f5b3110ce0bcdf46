using System.Collections.Immutable;
using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models;

/// <summary>A network as its file describes it: its sizes, with the diagram that they fill.</summary>
/// <param name="Prefix">What its tensors' names begin with in the file, up to and including the dot.</param>
public abstract record Network(NetworkRole Role, string Prefix)
{
    /// <summary>Whether a tensor, named without the prefix, belongs to it: networks of one file may share a prefix.</summary>
    public virtual bool Owns(string tensor) => true;

    /// <summary>What its numbers need of the type that it computes in.</summary>
    public virtual NetworkPrecision Precision => NetworkPrecision.AnyHalf;

    /// <summary>What its tensors' shapes do not tell, by the names that a file's metadata has for it.</summary>
    public virtual IReadOnlyDictionary<string, string> Settings => ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// What LoRA files call its layers; nothing: none are for it. Where one file has two of the names for the same rows, the later one
    /// counts.
    /// </summary>
    /// <param name="layers">Those that the model has, without ".weight".</param>
    /// <param name="place">Which of the model's text encoders it is, from 0.</param>
    public virtual IEnumerable<LoraName> LoraNames(IEnumerable<string> layers, int place) => [];

    /// <summary>
    /// The same network with one layer larger, whose new inputs begin without an effect; null: that layer is not one that grows, or not to
    /// that shape. So a LoRA makes of a model one that sees something more.
    /// </summary>
    /// <param name="weight">The layer's, named without the prefix.</param>
    /// <param name="shape">That the weight has then.</param>
    public virtual Network? Enlarged(string weight, IReadOnlyList<long> shape) => null;

    /// <summary>Writes the network down: its inputs, its layers with their weights by name, its outputs.</summary>
    /// <exception cref="EngineException">BadFile: a weight is missing or has another shape than the sizes say.</exception>
    public abstract void Build(OnnxGraph g, GraphPatches patches);

    /// <summary>Numbers that stand at once, at the least, while it works on so many pictures of so many latent pixels.</summary>
    public virtual double WorkNumbers(int batch, double pixels, bool plainAttention) => 0;
}
