using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Essentials;

public sealed record SdxlEmptyLatentSizePickerOutputs(Latent Latent, [Output("width")] long Width, [Output("height")] long Height);

[Node("SDXLEmptyLatentSizePicker+", Pack = EssentialsPack.Name, DisplayName = "🔧 Empty Latent Size Picker",
    Category = "essentials/utilities", Description = "An empty latent in one of the sizes that SDXL was trained on.")]
public sealed class SdxlEmptyLatentSizePicker : INode<SdxlEmptyLatentSizePickerOutputs>
{
    [Input(Choices = ["704x1408 (0.5)", "704x1344 (0.52)", "768x1344 (0.57)", "768x1280 (0.6)", "832x1216 (0.68)", "832x1152 (0.72)",
            "896x1152 (0.78)", "896x1088 (0.82)", "960x1088 (0.88)", "960x1024 (0.94)", "1024x1024 (1.0)", "1024x960 (1.07)",
            "1088x960 (1.13)", "1088x896 (1.21)", "1152x896 (1.29)", "1152x832 (1.38)", "1216x832 (1.46)", "1280x768 (1.67)",
            "1344x768 (1.75)", "1344x704 (1.91)", "1408x704 (2.0)", "1472x704 (2.09)", "1536x640 (2.4)", "1600x640 (2.5)",
            "1664x576 (2.89)", "1728x576 (3.0)"])]
    public string Resolution { get; init; } = "1024x1024 (1.0)";

    [Input(Min = 1, Max = 4096)]
    public int BatchSize { get; init; } = 1;

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int WidthOverride { get; init; }

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int HeightOverride { get; init; }

    public SdxlEmptyLatentSizePickerOutputs Run(NodeContext context)
    {
        var (width, height) = SizeText.Of(Resolution);
        width = WidthOverride > 0 ? WidthOverride : width;
        height = HeightOverride > 0 ? HeightOverride : height;
        return new(new Latent(new Tensor(BatchSize, 4, height / 8, width / 8)), width, height);
    }
}
