using Studio.Engine.Models.Diagrams;

namespace Studio.Engine.Models.Families;

/// <summary>FLUX.1 Redux.</summary>
internal sealed class ReduxFile : IFamily
{
    public const string KindName = "style_models";

    public string Name => "FLUX.1 Redux";

    public string Kind => KindName;

    public bool Matches(TensorNames tensors) => tensors.HasAny("redux_up.weight") && tensors.HasAny("redux_down.weight");

    public ModelFamily Read(TensorNames tensors) => new(Name)
    {
        Latent = LatentFormats.Flux,
        Networks =
        [
            new ReduxNetwork(tensors.Size("redux_up.weight", 1), tensors.Size("redux_up.weight", 0), tensors.Size("redux_down.weight", 0)),
        ],
    };
}
