using System.Text.Json.Nodes;
using static Studio.Tests.Extensions.PackPrompt;

namespace Studio.Tests.Extensions;

/// <summary>Pictures of the demo model through what docs/extensions.md shows: texts, schedule and decoding of its own.</summary>
internal sealed class SamplePrompt
{
    private readonly PackPrompt _prompt = new();
    private readonly string _checkpoint;
    private readonly string _positive;
    private readonly string _negative;
    private readonly string _noise;
    private readonly string _sigmas;
    private readonly string _empty;

    public SamplePrompt()
    {
        _checkpoint = _prompt.Node("CheckpointLoaderSimple", ("ckpt_name", "studio-demo.safetensors"));
        _positive = Text("a red sunset over snowy mountains");
        _negative = Text("");
        _noise = _prompt.Node("RandomNoise", ("noise_seed", 5));
        _sigmas = _prompt.Node("BasicScheduler", ("model", Link(_checkpoint)), ("scheduler", "even_angles"), ("steps", 12), ("denoise", 1));
        _empty = _prompt.Node("EmptyLatentImage", ("width", 64), ("height", 64), ("batch_size", 1));
    }

    /// <summary>The node that shows the picture.</summary>
    public string Picture(string guider, string sampler, params (string Input, JsonNode? Value)[] settings)
    {
        var guided = _prompt.Node(guider, ("model", Link(_checkpoint)), ("positive", Link(_positive)), ("negative", Link(_negative)),
            ("cfg", 4));
        foreach (var (input, value) in settings)
            _prompt.Set(guided, input, value);
        var sampled = _prompt.Node("SamplerCustomAdvanced", ("noise", Link(_noise)), ("guider", Link(guided)),
            ("sampler", Link(_prompt.Node("KSamplerSelect", ("sampler_name", sampler)))), ("sigmas", Link(_sigmas)),
            ("latent_image", Link(_empty)));
        return _prompt.Preview(_prompt.Node("SoftLightDecode", ("samples", Link(sampled)), ("vae", Link(_checkpoint, 2))));
    }

    public override string ToString() => _prompt.ToString();

    private string Text(string text) => _prompt.Node("SoftLightText", ("clip", Link(_checkpoint, 1)), ("text", text));
}
