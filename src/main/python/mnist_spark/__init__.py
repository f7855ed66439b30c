"""mnist-spark for PySpark: wrappers of the classes in the job jar, which has to be on Spark's class path."""
