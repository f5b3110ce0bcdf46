using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Efficiency;

[Node("KSampler Adv. (Efficient)", Pack = EfficiencyPack.Name, DisplayName = "KSampler Adv. (Efficient)",
    Category = "Efficiency Nodes/Sampling", IsOutput = true, Hidden = ["prompt", "extra_pnginfo"],
    Description = "KSampler (Advanced), with the picture decoded and shown.")]
public sealed class KSamplerAdvancedEfficient(LatentSampling sampling, LivePreview preview, SamplerCatalog samplers,
    ScheduleCatalog schedules, SampledPictures decoding) : INode<NodeOutput<EfficientlySampled>>
{
    [Input] public required DiffusionModel Model { get; init; }
    [Input(Choices = ["enable", "disable"])] public string AddNoise { get; init; } = "enable";
    [Input(Min = 0, Max = 18446744073709551615)] public ulong NoiseSeed { get; init; }
    [Input(Min = 1, Max = 10000)] public int Steps { get; init; } = 20;
    [Input(Min = 0, Max = 100)] public double Cfg { get; init; } = 7;
    [Input(ChoicesFrom = typeof(SamplerNames))] public string SamplerName { get; init; } = "euler";
    [Input(ChoicesFrom = typeof(SchedulerNames))] public string Scheduler { get; init; } = "simple";
    [Input] public required Conditioning Positive { get; init; }
    [Input] public required Conditioning Negative { get; init; }
    [Input] public required Latent LatentImage { get; init; }
    [Input(Min = 0, Max = 10000)] public int StartAtStep { get; init; }
    [Input(Min = 0, Max = 10000)] public int EndAtStep { get; init; } = 10000;
    [Input(Choices = ["disable", "enable"])] public string ReturnWithLeftoverNoise { get; init; } = "disable";
    [Input(Choices = ["auto", "latent2rgb", "taesd", "none"])] public string PreviewMethod { get; init; } = "auto";
    [Input(Choices = ["true", "true (tiled)", "false", "output only", "output only (tiled)"])]
    public string VaeDecode { get; init; } = "true";
    [Input] public VaeModel? OptionalVae { get; init; }
    [Input(Type = "SCRIPT")] public object? Script { get; init; }

    public NodeOutput<EfficientlySampled> Run(NodeContext context)
    {
        Scripts.Refuse(Script);
        var latent = new KSamplerAdvanced(sampling, preview, samplers, schedules)
        {
            Model = Model, AddNoise = AddNoise, NoiseSeed = NoiseSeed, Steps = Steps, Cfg = Cfg, SamplerName = SamplerName,
                Scheduler = Scheduler,
            Positive = Positive, Negative = Negative, LatentImage = LatentImage, StartAtStep = StartAtStep, EndAtStep = EndAtStep,
            ReturnWithLeftoverNoise = ReturnWithLeftoverNoise,
        }.Run(context);
        return decoding.Shown(Model, Positive, Negative, latent, OptionalVae, VaeDecode, PreviewMethod, context);
    }
}
