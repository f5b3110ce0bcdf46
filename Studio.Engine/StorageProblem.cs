namespace Studio.Engine;

/// <summary>What kept a file from being written or read, as far as somebody can act on it.</summary>
public enum StorageProblem
{
    /// <summary>The disk is full or a quota is used up.</summary>
    NoRoom,

    /// <summary>The file system can only be read.</summary>
    ReadOnly,

    /// <summary>This user has no right to it.</summary>
    NotAllowed,

    /// <summary>A file has the name of a folder on the way, or a folder the name of the file.</summary>
    InTheWay,

    NameTooLong,

    /// <summary>The file system cannot store such a name.</summary>
    BadName,

    /// <summary>A link that leads to itself.</summary>
    LinkLoop,

    /// <summary>A folder on the way is not there.</summary>
    Missing,

    /// <summary>Another program holds it.</summary>
    InUse,

    /// <summary>The process, or the system, has as many files open as it may.</summary>
    TooManyFiles,

    /// <summary>The file system takes no file of that length.</summary>
    TooLarge,

    /// <summary>The device, or the network behind it, reports an error.</summary>
    Device,

    /// <summary>Something else.</summary>
    Unknown,
}
