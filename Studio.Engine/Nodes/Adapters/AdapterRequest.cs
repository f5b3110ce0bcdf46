using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Patching;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>What an IP-Adapter is to do to a model, as nodes ask for it.</summary>
internal sealed record AdapterRequest(DiffusionModel Model, AdapterModel Adapter)
{
    public double Weight { get; init; } = 1;

    /// <summary>See <see cref="IpAdapterWeights"/>.</summary>
    public string WeightType { get; init; } = IpAdapterWeights.Linear;

    public AdapterScaling Scaling { get; init; }

    public double StartAt { get; init; }

    public double EndAt { get; init; } = 1;

    /// <summary>[B,H,W]: where it counts; null is everywhere.</summary>
    public Tensor? Mask { get; init; }

    /// <summary>The encoder that a node was given, or else the one that came with the adapter.</summary>
    /// <exception cref="EngineException">BadPrompt: there is none.</exception>
    public static VisionModel RequireVision(AdapterModel adapter, VisionModel? given) => given ?? adapter.Vision
        ?? throw new EngineException(EngineError.BadPrompt,
            $"The IP-Adapter '{adapter.Name}' needs the encoder that sees its pictures. Connect CLIPVisionLoader to clip_vision, or load both with IPAdapterUnifiedLoader.");

    public static AdapterScaling ScalingOf(string name) => name switch
    {
        "K+V" => AdapterScaling.KeysAndValues,
        "K+V w/ C penalty" => AdapterScaling.KeysAndValuesByChannels,
        "K+mean(V) w/ C penalty" => AdapterScaling.KeysAndMeanByChannels,
        _ => AdapterScaling.Values,
    };

    /// <summary>The same in the words of older workflows.</summary>
    public static AdapterScaling ScalingOfOld(string weightType) => weightType switch
    {
        "original" => AdapterScaling.Values,
        "linear" => AdapterScaling.KeysAndValues,
        _ => AdapterScaling.KeysAndMeanByChannels,
    };

    /// <summary>The model with the adapter on it.</summary>
    /// <exception cref="EngineException">BadPrompt: they are not of one family.</exception>
    public DiffusionModel Apply(AdapterReading reading, AdapterEmbeds seen, AdapterEmbeds unseen, CancellationToken cancellationToken)
    {
        var places = RequireFit();
        var tokens = reading.Tokens(Adapter, seen, cancellationToken);
        var uncond = reading.Tokens(Adapter, AdapterCombining.OfCount(unseen, seen.Numbers.Size(0)), cancellationToken);
        return Model.With(new IpAdapter(Adapter.Recipe, Model.Patches.Count(patch => patch is IpAdapter), tokens, uncond, (float)Weight,
            WeightType, Scaling, Model.Sigmas.PercentToSigma((float)StartAt), Model.Sigmas.PercentToSigma((float)EndAt))
        {
            Mask = Mask,
            Places = places,
        });
    }

    private IReadOnlyList<AdapterPlace> RequireFit()
    {
        if (Model.Network.Network is not UNet unet)
            throw new EngineException(EngineError.BadPrompt,
                $"'{Adapter.Name}' leads Stable Diffusion 1.5 or SDXL, and the model is {Model.Family.Name}. Choose a model of these, or for Flux its Redux (StyleModelApply).");
        var places = AdapterPlace.Of(unet);
        return (unet.ContextWidth, places.Count) == (Adapter.Network.TextWidth, Adapter.Network.Places)
            ? places
            : throw new EngineException(EngineError.BadPrompt,
                $"'{Adapter.Name}' ({Adapter.Recipe.Source.Family.Name}) has keys and values for {Adapter.Network.Places} layers of width {Adapter.Network.TextWidth}, and the model {Model.Family.Name} has {places.Count} of width {unet.ContextWidth}. Choose an IP-Adapter for {Model.Family.Name}.");
    }
}
