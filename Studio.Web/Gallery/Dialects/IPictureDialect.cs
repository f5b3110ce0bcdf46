namespace Studio.Web.Gallery.Dialects;

/// <summary>
/// How one program writes into a picture what made it. One file each, found by itself. What it reads comes from anybody: anything malformed
/// is passed over, and <see cref="PictureDialects"/> bounds what comes out.
/// </summary>
public interface IPictureDialect
{
    /// <summary>The program, as its users call it.</summary>
    string Program { get; }

    /// <summary>Who is asked first where a picture has the texts of several: lower ones.</summary>
    int Rank { get; }

    /// <param name="texts">The texts of the file by key, none longer than <see cref="PictureDialects.LongestText"/> characters.</param>
    /// <returns>Samplers and schedulers by this product's names, where it has them; null when the texts are not this program's.</returns>
    PictureSettings? Read(IReadOnlyDictionary<string, string> texts);
}

/// <summary>What a picture says of its making, and in whose words.</summary>
public sealed record ReadSettings(string Program, PictureSettings Settings);
