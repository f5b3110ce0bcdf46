using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

/// <summary>Pictures that were stored and go on to further nodes.</summary>
public sealed record ShownImages([Output("images")] Image Images, JsonObject Ui) : IHasUi;
