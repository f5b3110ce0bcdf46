using System.Text.RegularExpressions;
using Studio.Engine;
using Studio.Web.Models;

namespace Studio.Web.Api.Krita;

/// <summary>PUT /api/etn/upload/loras/{name}: a LoRA that a program brings with it.</summary>
internal static partial class LoraUpload
{
    /// <summary>Bytes of the largest file.</summary>
    public const long Largest = 4L << 30;

    public static async Task<IResult> KeepAsync(string name, HttpContext context, ModelCatalog catalog, ArrivingFiles arriving)
    {
        if (!Name().IsMatch(name))
            return KritaAnswer.Error(StatusCodes.Status400BadRequest,
                "The name must be up to 255 letters, digits, '-', '_', '.' and spaces, must not begin with a dot, and must end in .safetensors or .sft.");
        using var arrival = arriving.Begin();
        var known = catalog.FindFile("loras", name) is not null;
        var folder = catalog.Folder("loras")!.Paths[0];
        var part = Path.Join(folder, $".{Guid.NewGuid():N}.part");
        try
        {
            if (known)
            {
                await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
                return KritaAnswer.Status("cached");
            }
            Directory.CreateDirectory(folder);
            await WriteAsync(part, context);
            File.Move(part, Path.Join(folder, name), overwrite: false);
            return KritaAnswer.Status("success", StatusCodes.Status201Created);
        }
        catch (Exception e) when (e is (IOException and not BadHttpRequestException) or UnauthorizedAccessException)
        {
            if (catalog.FindFile("loras", name) is not null)
                return KritaAnswer.Status("cached"); // another one was quicker
            return KritaAnswer.Error(StatusCodes.Status507InsufficientStorage,
                $"The file could not be written to the models folder: {StorageFault.Reason(e)}");
        }
        finally
        {
            if (File.Exists(part))
                File.Delete(part);
        }
    }

    private static async Task WriteAsync(string path, HttpContext context)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await context.Request.Body.CopyToAsync(file, context.RequestAborted);
        if (file.Length == 0)
            throw new BadHttpRequestException("The body is empty: the file's bytes were expected.");
    }

    [GeneratedRegex(@"^(?!\.)(?=.{1,255}\z)[A-Za-z0-9_\-. ]+\.(safetensors|sft)\z", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
