namespace Studio.Tests.Nodes.Packs;

/// <summary>Where classes of packs do otherwise than the packs on purpose, or are compared elsewhere.</summary>
internal static class PackDifferences
{
    /// <summary>Why, and the classes or the cases of classes.</summary>
    public static readonly IReadOnlyList<(string Why, IReadOnlyList<string> Cases)> Reasons =
    [
        ("needs models: PackLoraTests", ["Power Lora Loader (rgthree)", "Lora Loader Stack (rgthree)", "CR Apply LoRA Stack",
            "LoraLoader|pysssss"]),
        ("needs models: as CLIPTextEncode", ["Text to Conditioning"]),
        ("needs models: as ControlNetApply", ["CR Apply ControlNet"]),
        ("needs models: as ControlNetApplyAdvanced", ["CR Apply Multi-ControlNet"]),
        ("negative seeds are drawn anew", ["Seed (rgthree)"]),
        ("files of the input folder only", ["Load Text File"]),
        ("pictures of several sizes are scaled to the first", ["easy imageListToImageBatch 03"]),
        ("what is not linked is nothing, not 0", ["CR Module Pipe Loader 02"]),
        ("data: before the base64 is taken", ["easy loadImageBase64 04", "ETN_LoadImageBase64 04"]),
        ("one grammar for all formulas", ["SimpleMath+ 14", "SimpleMath+ 15", "SimpleMath+ 20", "SimpleMath+ 21",
            "SimpleMath+ 22", "SimpleMath+ 23", "SimpleMath+ 24", "SimpleMath+ 28", "SimpleMath+ 29", "SimpleMath+ 31",
            "SimpleMath+ 34", "MathExpression|pysssss 15", "MathExpression|pysssss 16", "MathExpression|pysssss 27"]),
        ("and gives the operand, as Python", ["MathExpression|pysssss 33"]),
        ("nothing is drawn in a formula", ["MathExpression|pysssss 24", "MathExpression|pysssss 25", "Evaluate Integers 08",
            "Evaluate Strings 06"]),
        ("whole numbers have 64 bits", ["MathExpression|pysssss 36"]),
        ("other nodes' widgets are not read", ["MathExpression|pysssss 48", "MathExpression|pysssss 49"]),
        ("len is offered", ["Evaluate Integers 10"]),
        ("no text templates", ["Evaluate Strings 03"]),
        ("case counts for nothing where it is not given", ["Text Contains 05"]),
        ("a list is shown as text", ["easy showAnything 05"]),
        ("strengths are written as numbers with a point", ["LoRA Stack to String converter 01"]),
        ("tensors are described, not printed", ["Display Any (rgthree) 10"]),
        ("needs files of words: WildcardTextTests", ["ImpactWildcardProcessor 03", "ImpactWildcardProcessor 04",
            "ImpactWildcardProcessor 05", "ImpactWildcardProcessor 12", "ImpactWildcardProcessor 14",
            "ImpactWildcardProcessor 15", "ImpactWildcardProcessor 16", "ImpactWildcardProcessor 17",
            "ImpactWildcardProcessor 25", "ImpactWildcardProcessor 26", "ImpactWildcardProcessor 27",
            "ImpactWildcardProcessor 28", "ImpactWildcardProcessor 32", "ImpactWildcardProcessor 34",
            "ImpactWildcardProcessor 35", "ImpactWildcardProcessor 36", "ImpactWildcardProcessor 41",
            "ImpactWildcardProcessor 42", "ImpactWildcardProcessor 43", "ImpactWildcardProcessor 44",
            "ImpactWildcardProcessor 45", "ImpactWildcardProcessor 46"]),
        ("the size is the one that the choice names", ["CR Aspect Ratio Social Media 13"]),
        ("a length outside the declared limits", ["MaskFromBatch+ 01"]),
        ("the pack returns no outputs", ["CLIP Vision Input Switch 02"]),
        ("a lone slash is text", ["StringFunction|pysssss 16"]),
        ("values of our own on the wire: KritaNodeTests", ["ETN_TileLayout", "ETN_BackgroundRegion", "ETN_DefineRegion",
            "ETN_ReferenceImage"]),
        ("needs models: KritaNodeTests", ["INPAINT_VAEEncodeInpaintConditioning"]),
        ("works without a mask too", ["INPAINT_ColorMatch 05"]),
        ("nothing of the picture is left", ["ImageCrop+ 11", "ImageCrop+ 12", "ImageCrop+ 14"]),
    ];
}
