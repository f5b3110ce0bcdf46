using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Tensors;
using Studio.Tests.Models.Families;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Control;

/// <summary>
/// ControlNets that are stored otherwise than whole: as differences, as control-LoRAs, by their means; and files that do not fit.
/// </summary>
public sealed class ControlFileTests(FamilyGoldenTests.SharedPool shared) : IClassFixture<FamilyGoldenTests.SharedPool>, IDisposable
{
    private readonly ModelPool _pool = shared.Pool;
    private readonly TemporaryFolder _folder = new();

    private static string Base => FamilyGolden.Of("sd15_base").Path;

    private DiffusionModel Model => _pool.LoadCheckpoint(Base, CancellationToken.None).Model;

    public void Dispose()
    {
        _pool.Free();
        _folder.Dispose();
    }

    [Fact]
    public void Difference_WithTheWeightsOfItsModel_IsTheWholeNetwork()
    {
        var (own, change) = (Own(), Changed(0.2f));
        List<RecipeTensor> differences = [new("difference", "F32", [1], [0])];
        foreach (var tensor in ControlTensors.Of(Base))
        {
            var isTrunk = change.TryGetValue(tensor.Name, out var changed);
            differences.Add(tensor with
            {
                Name = "control_model." + tensor.Name,
                Numbers = isTrunk ? [.. changed!.Zip(tensor.Numbers, (now, before) => now - before)] : tensor.Numbers,
            });
        }
        var whole = Load([.. change.Select(pair => Shaped(pair.Key, pair.Value)), .. own], "whole");
        var difference = _pool.LoadControl(differences.Save(PathOf("difference")), CancellationToken.None);

        Assert.True(difference.NeedsModel);
        Assert.False(whole.NeedsModel || difference.AddedTo(Model).NeedsModel);
        Assert.Same(whole, whole.AddedTo(Model));
        ControlRuns.AssertSame(ControlRuns.Residuals(_pool, whole), ControlRuns.Residuals(_pool, difference.AddedTo(Model)), 1e-4);
    }

    [Fact]
    public void ControlLora_WithTheWeightsOfAModel_IsTheWholeNetwork()
    {
        const int rank = 4;
        List<RecipeTensor> lora = [.. Own()], whole = [.. Own()];
        foreach (var tensor in ControlTensors.Of(Base).Except(Own(), ByName))
        {
            if (tensor.Shape.Length == 1)
            {
                // what has no two axes is stored as it is, or left to the model
                if (tensor.Name.EndsWith("bias", StringComparison.Ordinal))
                    lora.Add(tensor);
                whole.Add(tensor);
                continue;
            }
            var (layer, rows) = (tensor.Name[..^".weight".Length], (int)tensor.Shape[0]);
            var columns = tensor.Numbers.Length / rows;
            var up = ControlTensors.Random(layer + ".up", 3, rows, rank);
            var down = ControlTensors.Random(layer + ".down", 4, rank, columns);
            var numbers = tensor.Numbers.ToArray();
            for (var i = 0; i < numbers.Length; i++)
                for (var r = 0; r < rank; r++)
                    numbers[i] += up.Numbers[(i / columns * rank) + r] * down.Numbers[(r * columns) + (i % columns)];
            lora.AddRange([up, down]);
            whole.Add(tensor with { Numbers = numbers });
        }
        var path = lora.Append(new RecipeTensor("lora_controlnet", "F32", [1], [0])).Save(PathOf("lora"));

        var control = _pool.LoadControl(path, CancellationToken.None);
        ControlRuns.AssertSame(ControlRuns.Residuals(_pool, Load(whole, "whole")), ControlRuns.Residuals(_pool, control), 1e-4);
        // what is made of one file and one model is made once
        Assert.Equal(control.On(Model), control.On(Model));
    }

    [Fact]
    public void Pooled_Residuals_AreTheirMeanEverywhere()
    {
        var plain = ControlRuns.Residuals(_pool, Load(ControlTensors.Of(Base), "plain"));
        var pooled = ControlRuns.Residuals(_pool, Load(ControlTensors.Of(Base), "style_shuffle"));

        foreach (var (whole, mean) in plain.Zip(pooled))
        {
            Assert.Equal([1, whole.Size(1), 1, 1], mean.Shape.ToArray());
            var plane = whole.Length / whole.Size(1);
            for (var c = 0; c < whole.Size(1); c++)
                Assert.Equal(whole.Span.Slice(c * plane, plane).ToArray().Average(), mean.Span[c], 1e-3);
        }
    }

    [Fact]
    public void ControlNet_ForAnotherFamily_IsRefusedWithWhatFits()
    {
        var xl = _pool.LoadCheckpoint(FamilyGolden.Of("sdxl").Path, CancellationToken.None).Model;
        foreach (var (control, model, words) in new[]
        {
            (Control("controlnet_sd15", "cldm"), xl, "'cldm.safetensors' is a ControlNet for SD 1.x, but the model 'sdxl.safetensors' is SDXL. Choose a ControlNet for SDXL"),
            (Control("controlnet_sdxl", "diffusers"), Model, "is a ControlNet for SDXL, but the model 'sd15_base.safetensors' is SD 1.x"),
            (Control("t2i_adapter_sd15", "adapter"), xl, "is a T2I-Adapter for SD 1.x or 2.x, but the model"),
        })
        {
            var hint = new ControlHint(control, new Tensor(1, 64, 64, 3));
            var width = ((UNet)model.Network.Network).ContextWidth;
            var text = new Conditioning([new ConditioningEntry(new Tensor(1, 77, width))
            {
                Pooled = new Tensor(1, 128),
                Controls = ControlHints.None.With(hint),
            }]);
            var failure = Assert.Throws<EngineException>(() => _pool.Denoiser(model, text, text, 4));
            Assert.Equal(EngineError.BadPrompt, failure.Kind);
            Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Files_InTheWrongFolder_SayWhatTheyAre()
    {
        var checkpoint = Assert.Throws<EngineException>(() => _pool.LoadControl(Base, CancellationToken.None));
        Assert.Contains("(SD 1.x) has no ControlNet. Use a ControlNet, control-LoRA or T2I-Adapter", checkpoint.Message, StringComparison.Ordinal);
        var control = Assert.Throws<EngineException>(
            () => _pool.LoadCheckpoint(FamilyGolden.Of("controlnet_sd15").File("cldm"), CancellationToken.None));
        Assert.Contains("is not a checkpoint: it was recognised as ControlNet for SD 1.x and belongs into the folder 'controlnet'",
            control.Message, StringComparison.Ordinal);
    }

    private static readonly IEqualityComparer<RecipeTensor> ByName =
        EqualityComparer<RecipeTensor>.Create((a, b) => a!.Name == b!.Name, tensor => tensor.Name.GetHashCode(StringComparison.Ordinal));

    private string PathOf(string name) => Path.Combine(_folder.Path, name + ".safetensors");

    private ControlModel Control(string name, string layout) =>
        _pool.LoadControl(FamilyGolden.Of(name).File(layout), CancellationToken.None);

    private ControlModel Load(IEnumerable<RecipeTensor> tensors, string name) =>
        _pool.LoadControl(tensors.SaveControl(PathOf(name)), CancellationToken.None);

    private IEnumerable<RecipeTensor> Own() => ControlTensors.Own(((UNet)Model.Network.Network).Trunk);

    /// <summary>The numbers of a model's way down, other by a part.</summary>
    private Dictionary<string, float[]> Changed(float part) => ControlTensors.Of(Base).Except(Own(), ByName)
        .ToDictionary(tensor => tensor.Name, tensor => tensor.Numbers
            .Select((number, i) => number + (part * number * MathF.Sin(i))).ToArray(), StringComparer.Ordinal);

    private static RecipeTensor Shaped(string name, float[] numbers) =>
        ControlTensors.Of(Base).First(tensor => tensor.Name == name) with { Numbers = numbers };
}
